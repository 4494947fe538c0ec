"""Kill -9 at any moment of an evaluation or of a mail: no alert is lost or doubled, no mail thrice.

The child works in a loop and the parent kills it wherever it happens to be.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from alerts.evaluate import evaluate, standings
from alerts.levels import AT_RISK
from alerts.period import Period
from alerts.telling import deliver
from config.rules import load_rules
from daemon import process
from models.admin_mail import AdminMail, mails, queue_mail
from models.alert_events import Step, history
from models.alerts import open_alerts
from models.store import Store
from tests.builders import Regency

ROOT = Path(__file__).parents[2]
DAY = date(2026, 8, 1)
NOW = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)
PEOPLE = 40
MAILS = 40
KILLS = 100 if os.environ.get("JAMPEL_LONG") else 6
PATIENCE_SECONDS = 60

EVALUATES = """
import sys
from pathlib import Path
from models.store import open_store
from tests.alerts.test_kills import change_and_evaluate
store = open_store(sys.argv[1], base_dir=Path("."))
print("ready", flush=True)
for number in range(10**9):
    change_and_evaluate(store, number)
"""
SENDS = """
import sys
from pathlib import Path
from models.store import open_store
from tests.alerts.test_kills import send_all
store = open_store(sys.argv[1], base_dir=Path("."))
print("ready", flush=True)
send_all(store, Path(sys.argv[2]))
"""


def change_and_evaluate(store: Store, number: int) -> None:
    """Let everybody have other hours, and evaluate."""
    jp = (0, 800, 2000)[number % 3]
    with store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE record SET jp = {jp} WHERE person_id % 3 <> {number % 2}"
        )
    bring_up_to_date(store)


def bring_up_to_date(store: Store) -> None:
    evaluate(store, load_rules(None), "full", year=2026, on=DAY, now=NOW)


def send_all(store: Store, sink: Path) -> int:
    """Send what is due to a file that stands for a mail server: a whole line was taken."""

    def send(mail: AdminMail) -> None:
        with sink.open("ab", buffering=0) as file:
            file.write(f"{mail.message_id} {'repeat' if mail.unsure else 'first'}\n".encode())
        time.sleep(0.005)  # the answer is under way

    return deliver(store, send, owner=process.owner(), alive=process.alive, now=NOW)


@contextmanager
def child(code: str, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a process that works until it is killed or done."""
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        try:
            yield running
        finally:
            running.kill()
            running.wait(PATIENCE_SECONDS)


def test_no_alert_is_lost_or_doubled(store: Store, store_url: str) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        for number in range(PEOPLE):
            regency.training(regency.employee(f"Pegawai {number}"), 0, end_on=date(2026, 2, 1))
    chance = random.Random(4)
    for _ in range(KILLS):
        with child(EVALUATES, store_url) as running:
            time.sleep(chance.uniform(0, 0.3))
            running.send_signal(signal.SIGKILL)

    bring_up_to_date(store)

    found = standings(store, load_rules(None), "full", Period(2026, DAY, current=True))
    risky = {t.person_id: s.level.value for t, s in found if s.level in AT_RISK}
    with store.read() as connection:
        opened = {person: one.level for person, one in open_alerts(connection, 2026).items()}
        told = list(reversed(history(connection)))
    assert opened == risky
    assert told, "something was evaluated before the kill"
    levels: dict[int, str | None] = {}
    for one in told:
        assert levels.get(one.person_id) == (
            one.event.level if one.event.kind is Step.CLEARED else one.event.level_before
        )
        levels[one.person_id] = None if one.event.kind is Step.CLEARED else one.event.level
    assert {person: level for person, level in levels.items() if level} == opened


def test_no_mail_is_lost_and_only_a_marked_copy_is_more(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    sink = tmp_path / "sink"
    sink.touch()
    with store.write() as connection:
        for number in range(MAILS):
            queue_mail(connection, message_id=f"<{number}@serang.example>", subject="x", body="x",
                       recipient="ratna@serang.example", now=NOW - timedelta(hours=1))  # fmt: skip
    chance = random.Random(5)
    for _ in range(KILLS):
        with child(SENDS, store_url, str(sink)) as running:
            time.sleep(chance.uniform(0, 0.15))
            running.send_signal(signal.SIGKILL)

    for _ in range(3):
        send_all(store, sink)

    lines = sink.read_text().splitlines()
    copies = Counter(line.split()[0] for line in lines)
    with store.read() as connection:
        sent, failed = mails(connection, "sent"), mails(connection, "failed")
        assert mails(connection, "queued", "sending") == []
    assert {mail.message_id for mail in sent} <= copies.keys()
    assert {mail.message_id for mail in failed} <= {
        mail.message_id for mail in failed if mail.unsure
    }
    assert len(sent) + len(failed) == MAILS
    assert max(copies.values()) <= 2
    assert all(line.endswith("repeat") for line in _second_copies(lines))


def _second_copies(lines: list[str]) -> list[str]:
    seen: set[str] = set()
    again = []
    for line in lines:
        name = line.split()[0]
        if name in seen:
            again.append(line)
        seen.add(name)
    return again
