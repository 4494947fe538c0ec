"""What the outbox writes down is what the settings, the rules and the last digest make of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import update

from daemon.digests import digest_of, mail_of, silence_of
from daemon.wiring import Workshop, open_workshop
from digest.keeping import unpacked
from digest.prepare import Order, prepare
from digest.values import Month, Previous, Rendered, Silence, month_of
from models import schema
from models.outbox import Addressee, content_of, entries
from models.store import Transaction
from models.views.opds import OpdRow
from tests.builders import Regency

NOVEMBER, DECEMBER = date(2026, 11, 2), date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def workshop(store_url: str, tmp_path: Path) -> Iterator[Workshop]:
    """Two OPDs with heads; in one of them somebody is at risk."""
    config = tmp_path / "jampel.toml"
    config.write_text(f'[store]\nurl = "{store_url}"\n', encoding="utf-8")
    with open_workshop(config, {}, clock=lambda: NOW) as opened:
        with opened.store.write() as connection:
            regency = Regency(connection)
            regency.employee("Siti Rahayu")
            regency.training(regency.employee("Budi Santoso", opd="Dinas Sosial"), 2000)
            for number, name in enumerate(("Dinas Kesehatan", "Dinas Sosial")):
                connection.execute(
                    schema.opd_head.insert().values(
                        opd_id=regency.opd(name), from_on=date(2020, 1, 1), name="Kepala",
                        email=f"kepala{number}@opd.example",
                    )
                )  # fmt: skip
        yield opened


def write_down(workshop: Workshop, day: date) -> None:
    def write(
        connection: Transaction, place: Addressee, month: Month, previous: Previous | None
    ) -> Rendered | Silence:
        opd = OpdRow(place.opd_id, place.opd_name, place.opd)
        digest = digest_of(workshop, connection, opd, month, previous)
        return silence_of(workshop, digest) or mail_of(workshop, digest)

    numbers = count(day.month * 100)
    order = Order(month_of(day), write, lambda: f"<{next(numbers)}@serang.example>", NOW)
    prepare(workshop.store, order)


def states(workshop: Workshop) -> dict[tuple[str, str], tuple[str, str | None]]:
    with workshop.store.read() as connection:
        return {(one.opd, one.period): (one.state, one.reason) for one in entries(connection)}


def test_each_opd_has_a_mail_or_a_reason(workshop: Workshop) -> None:
    write_down(workshop, NOVEMBER)

    assert states(workshop) == {
        ("dinas kesehatan", "2026-11"): ("queued", None),
        ("dinas sosial", "2026-11"): ("suppressed", "nothing_to_say"),
    }


def test_a_digest_is_held_against_what_its_head_was_told(workshop: Workshop) -> None:
    write_down(workshop, NOVEMBER)
    with workshop.store.write() as connection:
        connection.execute(
            update(schema.digest).where(schema.digest.c.state == "queued").values(state="accepted")
        )

    write_down(workshop, DECEMBER)

    assert "KRITIS (1)\n" in text_of(workshop, "2026-11")
    assert "MASIH BERISIKO: KRITIS (1)\n" in text_of(workshop, "2026-12")


def text_of(workshop: Workshop, period: str) -> str:
    """The mail to Dinas Kesehatan as the outbox keeps it."""
    with workshop.store.read() as connection:
        [number] = [
            one.id for one in entries(connection, period=period) if one.opd == "dinas kesehatan"
        ]
        content = content_of(connection, number)
    assert content is not None
    return unpacked(content, "").text
