"""A mailing that is killed with -9 at random moments: none is missing, each repeat is marked."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from models.outbox import entries
from models.store import Store
from tests.digest.mailing import Mailing, put_opds
from tests.smtp import Taken, mail_server

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
from models.store import open_store
from tests.digest.mailing import MONDAY, OFFICE
store = open_store(sys.argv[1], base_dir=Path())
server = MailServer("127.0.0.1", int(sys.argv[2]))
def post(message, address, before_data):
    return send(server, message, sender="a@b.example", recipient=address, before_data=before_data)
print("begins", flush=True)
send_due(store, Sender(post, process.owner(), process.alive), OFFICE, now=MONDAY)
"""


@pytest.mark.parametrize("seed", range(KILLS // 8 if LONG else 1))
def test_a_mailing_that_is_killed_again_and_again(store: Store, store_url: str, seed: int) -> None:
    chance = random.Random(seed)
    put_opds(store, *(f"Dinas {number:02}" for number in range(DIGESTS)))
    with mail_server() as server:
        Mailing(store, server.port).prepare()
        for _ in range(8):
            _run(store_url, server.port, kill_after=chance.uniform(0, 0.4))
        _run(store_url, server.port, kill_after=None)
        taken = list(server.script.taken)

    _judge(store, taken)


def _run(url: str, port: int, *, kill_after: float | None) -> None:
    sender = subprocess.Popen([sys.executable, "-c", SENDER, url, str(port)], cwd=ROOT,
                              stdout=subprocess.PIPE)  # fmt: skip
    assert sender.stdout is not None
    assert sender.stdout.readline() == b"begins\n"
    if kill_after is not None:
        time.sleep(kill_after)  # a random moment, not a wait for something
        sender.send_signal(signal.SIGKILL)
    sender.communicate(timeout=120)
    if kill_after is None:
        assert sender.returncode == 0


def _judge(store: Store, taken: list[Taken]) -> None:
    """Each row is accepted and its mail there, or it is left to a person after two tries."""
    with store.read() as connection:
        ledger = entries(connection)
    copies = Counter(str(one.mail["Message-ID"]) for one in taken)
    marked = Counter(str(one.mail["Message-ID"]) for one in taken if one.mail["X-Jampel-Repeat"])

    assert len(ledger) == DIGESTS
    assert {(one.state, one.reason) for one in ledger} <= {
        ("accepted", None), ("failed", "unknown"),
    }  # fmt: skip
    for row in ledger:
        number = str(row.message_id)
        assert copies[number] in ({1, 2} if row.state == "accepted" else {0, 1, 2})
        assert copies[number] == 1 or row.unsure
        assert marked[number] >= copies[number] - 1
