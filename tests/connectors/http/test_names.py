"""Names, addresses and certificates: what has to be right before anything is asked."""

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.http.client import HttpClient
from connectors.http.settings import HttpSettings
from connectors.http.timing import Timing
from connectors.testing.wire import Wire, wire_server
from connectors.testing.wire_faults import json_reply, redirect

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
METADATA = "169.254.169.254"

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        started.otherwise = json_reply([])
        yield started


@dataclass
class Names:
    """A resolver that gives other addresses at each question; the last of them for ever."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> list[str]:
        del port
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def no_such_name(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, f"Name or service not known: {host}:{port}")


async def at_once(seconds: float) -> None:
    del seconds
    await asyncio.sleep(0)


HURRIED = Timing(lambda: 0.0, at_once)


def at(wire: Wire, host: str = "lms.example", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{wire.port}"


async def test_a_name_that_is_not_known_is_an_outage() -> None:
    settings = HttpSettings("https://lms.example")
    async with HttpClient(settings, timing=HURRIED, resolver=no_such_name) as client:
        with pytest.raises(SourceUnavailableError, match=r"nama lms\.example tidak dikenal"):
            await client.get("/x")


async def test_a_name_without_an_address_is_an_outage() -> None:
    settings = HttpSettings("https://lms.example")
    async with HttpClient(settings, timing=HURRIED, resolver=Names([[]])) as client:
        with pytest.raises(SourceUnavailableError, match="tidak punya alamat"):
            await client.get("/x")


async def test_a_refused_connection_is_an_outage() -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        port = bound_but_deaf.getsockname()[1]
        settings = HttpSettings(f"http://127.0.0.1:{port}", private_network=True)
        async with HttpClient(settings, timing=HURRIED) as client:
            with pytest.raises(SourceUnavailableError):
                await client.get("/x")


async def test_connects_to_the_address_that_was_judged_and_speaks_of_the_name(wire: Wire) -> None:
    names = Names([["127.0.0.1"]])
    async with HttpClient(HttpSettings(at(wire), private_network=True), resolver=names) as client:
        await client.get("/x")

    assert wire.requests[0].headers["host"] == f"lms.example:{wire.port}"
    assert names.asked == ["lms.example"]


async def test_a_name_that_changes_its_address_is_judged_each_time(wire: Wire) -> None:
    """DNS rebinding: harmless at the first question, inside the network at the second."""
    names = Names([["127.0.0.1"], [METADATA]])
    async with HttpClient(HttpSettings(at(wire), private_network=True), resolver=names) as client:
        await client.get("/x")
        with pytest.raises(SourceRefusedError, match=METADATA):
            await client.get("/x")

    assert wire.connections == 1


@pytest.mark.parametrize("hidden", ["127.0.0.1", "::ffff:127.0.0.1", "10.0.0.8", METADATA])
async def test_one_bad_address_among_good_ones_is_enough(wire: Wire, hidden: str) -> None:
    names = Names([["8.8.8.8", hidden]])
    async with HttpClient(HttpSettings(at(wire)), resolver=names) as client:
        with pytest.raises(SourceRefusedError, match="private_network"):
            await client.get("/x")

    assert wire.connections == 0


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost", "[::1]"])
async def test_an_address_in_disguise_is_an_address(wire: Wire, host: str) -> None:
    async with HttpClient(HttpSettings(at(wire, host)), timing=HURRIED) as client:
        with pytest.raises((SourceRefusedError, SourceUnavailableError)):
            await client.get("/x")

    assert wire.connections == 0


async def test_a_redirect_to_a_neighbour_is_not_followed(wire: Wire) -> None:
    with wire_server() as neighbour:
        wire.otherwise = redirect(f"{neighbour.url}/inside")
        async with HttpClient(HttpSettings(wire.url, private_network=True)) as client:
            with pytest.raises(SourceChangedError, match="tidak diikuti"):
                await client.get("/x")

        assert neighbour.connections == 0


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def test_a_certificate_of_ones_own_authority_is_taken(
    authority: trustme.CA, ca_file: str
) -> None:
    with wire_server(serving(authority.issue_cert("lms.example"))) as wire:
        wire.otherwise = json_reply([])
        settings = HttpSettings(at(wire, scheme="https"), private_network=True, ca_file=ca_file)
        async with HttpClient(settings, resolver=Names([["127.0.0.1"]])) as client:
            assert (await client.get("/x")).json() == []


def bad_certificates(authority: trustme.CA) -> dict[str, trustme.LeafCert]:
    return {
        "of another name": authority.issue_cert("other.example"),
        "of an address": authority.issue_cert("127.0.0.1"),
        "expired": authority.issue_cert("lms.example", not_after=LONG_AGO),
        "of an unknown authority": trustme.CA().issue_cert("lms.example"),
    }


@pytest.mark.parametrize(
    "which", ["of another name", "of an address", "expired", "of an unknown authority"]
)
async def test_a_bad_certificate_is_refused_at_once(
    authority: trustme.CA, ca_file: str, which: str
) -> None:
    with wire_server(serving(bad_certificates(authority)[which])) as wire:
        settings = HttpSettings(at(wire, scheme="https"), private_network=True, ca_file=ca_file)
        async with HttpClient(settings, resolver=Names([["127.0.0.1"]])) as client:
            with pytest.raises(SourceRefusedError, match="sertifikat keamanannya tidak sah"):
                await client.get("/x")

        assert wire.connections == 1
        assert wire.requests == []


async def test_without_a_file_only_public_authorities_are_trusted(authority: trustme.CA) -> None:
    with wire_server(serving(authority.issue_cert("lms.example"))) as wire:
        settings = HttpSettings(at(wire, scheme="https"), private_network=True)
        async with HttpClient(settings, resolver=Names([["127.0.0.1"]])) as client:
            with pytest.raises(SourceRefusedError, match="sertifikat keamanannya tidak sah"):
                await client.get("/x")
