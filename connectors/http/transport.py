"""Connect only to addresses that were looked at, and speak TLS with the name that was asked for."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import cache
from typing import Any

import httpcore
import httpx

from connectors.errors import SourceRefusedError
from connectors.http.address import allowed
from connectors.troubles import AUTHORITIES, INSIDE

Resolve = Callable[[str, int], Awaitable[list[str]]]


class NameUnknownError(httpcore.ConnectError):
    """The name of a host leads to no address."""


@cache
def _public_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)  # 20 ms, and never otherwise


def trust(ca_file: str | None) -> ssl.SSLContext:
    """Trust the public authorities, or those of a file alone; certificates are always checked.

    Raises:
        SourceRefusedError: the file has none.

    """
    if ca_file is None:
        return _public_authorities()
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # so are errors of TLS
        raise SourceRefusedError(
            f"{ca_file} tidak dapat dibaca: {error.strerror or error}", trouble=AUTHORITIES
        ) from error


async def resolve(host: str, port: int) -> list[str]:
    """Give the addresses of a name, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, judges every address and connects to one that was judged."""

    def __init__(self, *, private_network: bool, resolver: Resolve = resolve) -> None:
        self._private_network = private_network
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers."""
        failure: Exception = httpcore.ConnectError(f"{host} tidak punya alamat")
        for address in await self._judged(host, port):
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks."""
        await self._inner.sleep(seconds)

    async def _judged(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise NameUnknownError(f"nama {host} tidak dikenal") from error
        for address in addresses:
            if not allowed(address, private_network=self._private_network):
                raise SourceRefusedError(
                    f"{host} menuju {address}, alamat di dalam jaringan; bila memang begitu, isi "
                    "private_network = true pada sumber ini",
                    trouble=INSIDE,
                )
        return addresses


class PinnedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool whose connections are pinned."""

    def __init__(self, backend: PinnedBackend, tls: ssl.SSLContext, *, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=connections, network_backend=backend
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
