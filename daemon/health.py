"""A tiny HTTP server for whoever watches us: GET of a few paths, one question a connection.

It lives in the loop whose health it tells: a loop that stands still gives no answer.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import structlog

HEAD_BYTES = 8192
PATIENCE_SECONDS = 5
ANSWER_SECONDS = 15
MOST_AT_ONCE = 16
TEXT = "text/plain; charset=utf-8"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: HTTPStatus
    body: str
    media_type: str = TEXT


Answers = Mapping[str, Callable[[], Awaitable[Reply]]]
"""Path → what answers it."""


@asynccontextmanager
async def listening(host: str, port: int, answers: Answers) -> AsyncIterator[int]:
    """Answer until the block ends; gives the port, which 0 lets the system choose.

    Raises:
        OSError: the port is taken, or the address is not ours.

    """
    open_now = 0

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now
        open_now += 1
        try:
            reply = (
                Reply(HTTPStatus.SERVICE_UNAVAILABLE, "too many at once\n")
                if open_now > MOST_AT_ONCE
                else await _reply_to(reader, answers)
            )
            await _write(writer, reply)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass  # whoever asked has gone, or never said what they want
        finally:
            open_now -= 1
            writer.close()

    server = await asyncio.start_server(meet, host, port, limit=HEAD_BYTES)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _reply_to(reader: asyncio.StreamReader, answers: Answers) -> Reply:
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_SECONDS)
    except asyncio.LimitOverrunError:
        return Reply(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too long\n")
    words = head.split(b"\r\n", 1)[0].decode("ascii", "replace").split(" ")
    if len(words) != len(("GET", "/", "HTTP/1.1")) or not words[2].startswith("HTTP/1."):
        return Reply(HTTPStatus.BAD_REQUEST, "not HTTP\n")
    if words[0] != "GET":
        return Reply(HTTPStatus.METHOD_NOT_ALLOWED, "GET only\n")
    answer = answers.get(words[1].partition("?")[0])
    if answer is None:
        return Reply(HTTPStatus.NOT_FOUND, "nothing here\n")
    try:
        return await asyncio.wait_for(answer(), ANSWER_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with us is an answer, too
        log.warning("health_failed", path=words[1], error=type(error).__name__)
        return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, f"{type(error).__name__}\n")


async def _write(writer: asyncio.StreamWriter, reply: Reply) -> None:
    body = reply.body.encode()
    head = (
        f"HTTP/1.1 {reply.status.value} {reply.status.phrase}\r\nContent-Type: {reply.media_type}"
        f"\r\nContent-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await asyncio.wait_for(writer.drain(), PATIENCE_SECONDS)
