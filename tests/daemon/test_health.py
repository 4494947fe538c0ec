"""What is answered to whoever watches the daemon, over a real socket."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import pytest

from daemon.health import HEAD_BYTES, MOST_AT_ONCE, Reply, listening


async def well() -> Reply:
    return Reply(HTTPStatus.OK, "ok\n")


async def broken() -> Reply:
    raise RuntimeError("198501012010011002")


def ask(*lines: bytes) -> bytes:
    """Send one request and return all of the answer."""

    async def talk(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(lines))
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer

    return with_server(talk)


def with_server(talk: Callable[[int], Awaitable[bytes]]) -> bytes:
    async def live() -> bytes:
        async with listening("127.0.0.1", 0, {"/healthz": well, "/broken": broken}) as port:
            return await asyncio.wait_for(talk(port), 30)

    return asyncio.run(live())


def test_a_known_path_is_answered_and_the_connection_closed() -> None:
    answer = ask(b"GET /healthz?x=1 HTTP/1.1\r\nHost: here\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Connection: close\r\n" in answer
    assert b"Content-Length: 3\r\n" in answer
    assert answer.endswith(b"\r\n\r\nok\n")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /other HTTP/1.1", 404),
        (b"POST /healthz HTTP/1.1", 405),
        (b"\x16\x03\x01\xff nonsense", 400),
        (b"GET /healthz", 400),
        (b"GET /broken HTTP/1.1", 500),
        (b"GET /" + b"x" * HEAD_BYTES + b" HTTP/1.1", 431),
    ],
)
def test_anything_else_is_refused_with_its_reason(request_line: bytes, status: int) -> None:
    answer = ask(request_line, b"\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"198501012010011002" not in answer


def test_who_comes_in_a_crowd_is_told_so_and_nobody_waits_for_ever() -> None:
    async def talk(port: int) -> bytes:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_AT_ONCE)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\n\r\n")
        answer = await reader.read()
        hung_up = [await other.read() for other, _ in silent]
        for _, other in (*silent, (reader, writer)):
            other.close()
            await other.wait_closed()
        assert hung_up == [b""] * MOST_AT_ONCE
        return answer

    assert with_server(talk).startswith(b"HTTP/1.1 503 ")


def test_after_a_crowd_all_is_as_before() -> None:
    async def talk(port: int) -> bytes:
        answer = b""
        for _ in range(MOST_AT_ONCE * 2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\n\r\n")
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
        return answer

    assert with_server(talk).startswith(b"HTTP/1.1 200 ")
