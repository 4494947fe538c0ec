"""What a log line shows, and what it never shows."""

import errno
import io
import json
import logging

import pytest
import structlog

from config.logging import mask, set_up

NIP = "199001022015031001"
NIK = "3604011201900001"


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def test_off_a_terminal_a_line_is_json_with_a_time_in_utc(stream: io.StringIO) -> None:
    set_up(stream)

    with structlog.contextvars.bound_contextvars(source="lan-ri"):
        structlog.get_logger().info("run_finished", outcome="ok", fetched=120)

    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "run_finished",
        "level": "info",
        "outcome": "ok",
        "fetched": 120,
        "source": "lan-ri",
    }


def test_lines_of_libraries_come_out_the_same_way(stream: io.StringIO) -> None:
    set_up(stream)

    logging.getLogger("apscheduler").warning("job of %s missed", NIP)

    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"]) == ("job of (NIP) missed", "warning")


def test_debug_is_shown_only_where_asked_for(stream: io.StringIO) -> None:
    set_up(stream)
    structlog.get_logger().debug("page_read")
    assert stream.getvalue() == ""

    set_up(stream, level=logging.DEBUG)
    structlog.get_logger().debug("page_read")
    assert "page_read" in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_is_kept_but_masked(stream: io.StringIO, *, as_json: bool) -> None:
    set_up(stream, as_json=as_json)

    try:
        int(f"no such person: {NIP}")
    except ValueError:
        structlog.get_logger().exception("run_failed")

    assert "no such person: (NIP)" in stream.getvalue()
    assert NIP not in stream.getvalue()


def test_foreign_text_cannot_feign_a_line_on_a_terminal(stream: io.StringIO) -> None:
    set_up(stream, as_json=False)

    structlog.get_logger().info("page_read", page="a\n2022 [info] approved \x1b[2J\u2028x")

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b[2J" not in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"row of {NIP}, seen", "row of (NIP), seen"),
        ("19900102 201503 1 001", "(NIP)"),
        ("19900102.201503.1.001", "(NIP)"),
        (f"'{NIP}'", "'(NIP)'"),
        (NIK, "(NIK)"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer ***"),
        ("https://x/?wstoken=abc123&y=1", "https://x/?wstoken=***&y=1"),
        ("password=rahasia; host=a", "password=***; host=a"),
        ('{"token": "abc"}', '{"token": "***"}'),
        ("postgresql://u:rahasia@h/d", "postgresql://u:***@h/d"),
        ("inbox/lan/2022-11.xlsx", "inbox/lan/2022-11.xlsx"),
        ("12345678901234567890", "12345678901234567890"),
        ("9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
    ],
)
def test_numbers_of_people_and_secrets_are_masked(text: str, shown: str) -> None:
    assert mask(None, "info", {"event": text})["event"] == shown


def test_masking_reaches_into_what_a_value_holds() -> None:
    event = {
        "event": "x",
        "nip": "1",
        "password": "rahasia",
        "number": int(NIP),
        "rows": [{"who": NIP}, (NIK,)],
        "seconds": 3.25,
        "count": 12,
        "done": True,
        "nothing": None,
        "error": ValueError(NIP),
    }

    assert mask(None, "info", event) == {
        "event": "x",
        "nip": "***",
        "password": "***",
        "number": "(NIP)",
        "rows": [{"who": "(NIP)"}, ["(NIK)"]],
        "seconds": 3.25,
        "count": 12,
        "done": True,
        "nothing": None,
        "error": "(NIP)",
    }


class Full(io.StringIO):
    """A log on a disk without room."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_without_room_stops_nothing() -> None:
    set_up(Full())

    structlog.get_logger().error("run_finished")
    logging.getLogger("apscheduler").error("of a library")
