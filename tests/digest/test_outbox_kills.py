"""A mailing that is killed with -9 at random moments: none is missing, each repeat is marked."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from digest.values import Month
from models.outbox import OPEN, entries
from models.store import Store
from tests.digest.mailing import MONDAY, Mailing, put_opds
from tests.smtp import Running, Taken, mail_server

ROOT = Path(__file__).parents[2]
LONG = os.environ.get("JAMPEL_LONG") == "1"
KILLS = 100 if LONG else 8
DIGESTS = 59
SENDER = """
import sys
from pathlib import Path
from daemon import process
from digest.outbox import Sender, send_due
from digest.send import MailServer, send
from digest.values import Month
from models.store import open_store
from tests.digest.mailing import MONDAY, OFFICE
store = open_store(sys.argv[1], base_dir=Path())
server = MailServer("127.0.0.1", int(sys.argv[2]))
def post(message, address, before_data):
    return send(server, message, sender="a@b.example", recipient=address, before_data=before_data)
print("begins", flush=True)
send_due(store, Sender(post, process.owner(), process.alive), OFFICE, now=MONDAY)
"""


def test_a_mailing_that_is_killed_again_and_again(store: Store, store_url: str) -> None:
    chance = random.Random(1)
    put_opds(store, *(f"Dinas {number:02}" for number in range(DIGESTS)))
    kills, months = 0, 0
    with mail_server() as server:
        mailing = Mailing(store, server.port)
        while kills < KILLS:
            mailing.prepare(month=_month(months))
            months += 1
            while _waits(store):
                kills += _is_killed(store_url, server, chance)
        taken = list(server.script.taken)

    _judge(store, taken, months)


def _month(number: int) -> Month:
    return Month(f"{2027 + number // 12}-{number % 12 + 1:02}", MONDAY.date())


def _waits(store: Store) -> bool:
    with store.read() as connection:
        return bool(entries(connection, *OPEN))


def _is_killed(url: str, server: Running, chance: random.Random) -> bool:
    """Send until all is done, or death comes some mails later; tells whether it came."""
    sender = subprocess.Popen([sys.executable, "-c", SENDER, url, str(server.port)], cwd=ROOT,
                              stdout=subprocess.PIPE)  # fmt: skip
    assert sender.stdout is not None
    assert sender.stdout.readline() == b"begins\n"
    enough = len(server.script.taken) + chance.randint(0, 12)
    while sender.poll() is None and len(server.script.taken) < enough:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.05))  # a random moment, not a wait for something
    sender.send_signal(signal.SIGKILL)
    sender.communicate(timeout=120)
    assert sender.returncode in {0, -signal.SIGKILL}
    return sender.returncode != 0


def _judge(store: Store, taken: list[Taken], months: int) -> None:
    """Each row is accepted and its mail there, or it is left to a person after two tries."""
    with store.read() as connection:
        ledger = entries(connection)
    copies = Counter(str(one.mail["Message-ID"]) for one in taken)
    marked = Counter(str(one.mail["Message-ID"]) for one in taken if one.mail["X-Jampel-Repeat"])

    assert len(ledger) == DIGESTS * months
    assert {(one.state, one.reason) for one in ledger} <= {
        ("accepted", None), ("failed", "unknown"),
    }  # fmt: skip
    for row in ledger:
        number = str(row.message_id)
        assert copies[number] in ({1, 2} if row.state == "accepted" else {0, 1, 2})
        assert copies[number] == 1 or row.unsure
        assert marked[number] >= copies[number] - 1
