"""The call to an outside monitor: seldom, never in the way, and its address stays ours."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from structlog.testing import capture_logs

from config.secrets import Secret
from connectors.errors import SourceError
from daemon.ping import Ping, call_outside

TOKEN = "sangat-rahasia"


@dataclass(slots=True)
class Monitor:
    """A real HTTP server that counts who called."""

    url: str = ""
    status: int = 200
    location: str = ""
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    found = Monitor()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.paths.append(self.path)
            self.send_response(found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/{TOKEN}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def rounds(ping: Ping, times: list[float], clock: list[float]) -> None:
    """Let rounds end at these times, and each call come to its end."""

    async def live() -> None:
        for seconds in times:
            clock[0] = seconds
            ping.after_round()
            if ping._calling is not None:
                await ping._calling

    asyncio.run(live())


def test_a_monitor_is_called_once_a_minute(monitor: Monitor) -> None:
    clock = [0.0]
    ping = Ping(Secret(monitor.url), stopwatch=lambda: clock[0])

    rounds(ping, [0, 1, 59, 60, 61], clock)

    assert monitor.paths == [f"/{TOKEN}"] * 2


def test_without_an_address_nobody_is_called() -> None:
    calls: list[str] = []

    async def call(address: str) -> None:
        calls.append(address)

    rounds(Ping(None, call=call), [0], [0])

    assert calls == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_call_that_fails_is_told_once_without_its_address(monitor: Monitor, status: int) -> None:
    monitor.status = status
    clock = [0.0]
    ping = Ping(Secret(monitor.url), stopwatch=lambda: clock[0])

    with capture_logs() as told:
        rounds(ping, [0, 60, 120], clock)
        monitor.status = 200
        rounds(ping, [180], clock)

    events = [event["event"] for event in told if event["log_level"] != "debug"]
    assert events == ["ping_failed", "ping_back"]
    assert TOKEN not in str(told)
    assert len(monitor.paths) == 4


def test_nobody_there_is_a_failed_call_and_no_more() -> None:
    with capture_logs() as told:
        rounds(Ping(Secret(f"http://127.0.0.1:9/{TOKEN}")), [0], [0])

    assert [event["event"] for event in told] == ["ping_failed"]


def test_the_address_is_carried_nowhere_else(monitor: Monitor) -> None:
    monitor.status, monitor.location = 302, f"http://127.0.0.2:9/{TOKEN}"

    with pytest.raises(SourceError) as raised:
        asyncio.run(call_outside(monitor.url))

    assert monitor.paths == [f"/{TOKEN}"]
    assert TOKEN not in str(raised.value)


def test_a_slow_monitor_holds_up_no_round() -> None:
    calls: list[str] = []
    clock = [0.0]

    async def slow(address: str) -> None:
        calls.append(address)
        await asyncio.sleep(3600)

    async def live() -> None:
        ping = Ping(Secret("http://127.0.0.1:9/"), call=slow, stopwatch=lambda: clock[0])
        for clock[0] in (0, 60, 120):
            ping.after_round()
            await asyncio.sleep(0)
        ping.end()

    asyncio.run(asyncio.wait_for(live(), 30))

    assert calls == ["http://127.0.0.1:9/"]
