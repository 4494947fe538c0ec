"""Digests of invented people that have everything in them, made without a store."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from alerts.levels import Level
from digest.values import Cause, Digest, Fall, Freshness, Line, month_of
from models.views.opds import OpdRow
from tests.builders import nip_of

MADE_AT = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)


def line(number: int = 1, level: Level = Level.CRITICAL, **facts: object) -> Line:
    """One employee, without any hours unless told otherwise."""
    plain = Line(
        nip=nip_of(number),
        name=f"Siti Rahayu {number}",
        employment="pns",
        level=level,
        level_before=level,
        jp=Decimal("0.00"),
        minimum_jp=Decimal("20.00"),
        shortfall_jp=Decimal("20.00"),
        reason="Baru 0,00 dari 20,00 JP.",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def fall(number: int = 1, title: str = "Pelayanan Publik") -> Fall:
    """A training of 8 JP that was withdrawn."""
    return Fall(
        nip_of(number), f"Siti Rahayu {number}", title, Decimal("8.00"), Decimal("0.00"),
        Cause.WITHDRAWN,
    )  # fmt: skip


def full_digest(**facts: object) -> Digest:
    """A digest in which every part has something to say."""
    met = line(9, Level.MET, level_before=Level.BEHIND, jp=Decimal("21.00"),
               shortfall_jp=Decimal("0.00"))  # fmt: skip
    plain = Digest(
        opd=OpdRow(1, "Dinas Kesehatan", "dinas kesehatan"),
        month=month_of(date(2026, 11, 2)),
        made_at=MADE_AT,
        first=False,
        members=169,
        counts={Level.CRITICAL: 12, Level.BEHIND: 8, Level.ON_TRACK: 60, Level.MET: 87,
                Level.EXEMPT: 2},
        newly=(line(1, level_before=Level.ON_TRACK),),
        still=(*(line(n) for n in range(2, 5)), line(5, Level.BEHIND)),
        met=(met,),
        falls=(fall(3),),
        sources=(
            Freshness("lan-ri", MADE_AT, stale=False),
            Freshness("lan-baru", None, stale=True),
        ),
        not_reconciled=(),
        facts="{}",
    )  # fmt: skip
    return replace(plain, **facts)  # type: ignore[arg-type]
