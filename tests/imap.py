"""A real IMAP server (pymap) with one mailbox, run as a program of its own.

Run as `python -m tests.imap CERT KEY tls|starttls|none`, it says on which port it listens.
"""

import asyncio
import ssl
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from imaplib import IMAP4, IMAP4_SSL
from pathlib import Path
from typing import Literal

import trustme

ROOT = Path(__file__).parent.parent
USER, PASSWORD = "bangkom", "rahasia kotak"
Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder on a server that runs."""

    port: int
    security: Security
    ca_file: Path
    folder: str = "INBOX"

    def another(self, name: str) -> "Mailbox":
        """Make a folder that nobody else uses."""
        with self._logged_in() as client:
            client.create(name)
        return replace(self, folder=name)

    def deliver(self, *mails: bytes) -> None:
        """Put mails into it, as a mail server would."""
        with self._logged_in() as client:
            for mail in mails:
                said, _ = client.append(self.folder, "", "", mail)
                assert said == "OK"

    def flags(self) -> list[bytes]:
        """What the server tells of all mails in it."""
        with self._logged_in() as client:
            client.select(self.folder, readonly=True)
            _, told = client.fetch("1:*", "(FLAGS)")
        return [one for one in told if isinstance(one, bytes)]

    def make_anew(self) -> None:
        """Delete the folder and make it again: its numbers say nothing of those before."""
        with self._logged_in() as client:
            client.delete(self.folder)
            client.create(self.folder)

    @contextmanager
    def _logged_in(self) -> Iterator[IMAP4]:
        with self._client() as client:
            client.login(USER, PASSWORD)
            yield client

    def _client(self) -> IMAP4:
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.security == "tls":
            return IMAP4_SSL("127.0.0.1", self.port, ssl_context=context, timeout=60)
        client = IMAP4("127.0.0.1", self.port, timeout=60)
        if self.security == "starttls":
            client.starttls(context)
        return client


@contextmanager
def imap_server(folder: Path, security: Security = "tls") -> Iterator[Mailbox]:
    """Run a server on a free port of loopback, with a certificate that `ca_file` vouches for."""
    authority = trustme.CA()
    cert = authority.issue_cert("127.0.0.1")
    ca_file, chain, key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    cert.private_key_pem.write_to_path(str(key))
    chain.write_bytes(b"".join(blob.bytes() for blob in cert.cert_chain_pems))
    words = [sys.executable, "-m", "tests.imap", str(chain), str(key), security]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            yield Mailbox(int(server.stdout.readline()), security, ca_file)
        finally:
            server.kill()


async def _serve(chain: str, key: str, security: str) -> None:
    from proxyprotocol.reader import ProxyProtocolReader  # noqa: PLC0415 - in the server alone
    from pymap.backend.dict import DictBackend  # noqa: PLC0415
    from pymap.imap import IMAPServer  # noqa: PLC0415

    backend, config = await DictBackend.init(
        Namespace(host=None, port=0, debug=False, cert=chain, key=key, tls=security == "starttls",
                  proxy_protocol="noop", passlib_cfg=None, demo_data=False, demo_user=USER,
                  demo_password=PASSWORD)
    )  # fmt: skip
    config.apply_context()
    context = None
    if security == "tls":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain, key)
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        answer = ProxyProtocolReader(config.proxy_protocol).get_callback(
            IMAPServer(backend.login, config)
        )
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
