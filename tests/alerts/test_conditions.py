"""Each rule about the service: when it holds, when it does not, and what it says to a person."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.conditions import CONDITIONS, holding
from alerts.facts import Facts, SourceFacts, Surroundings, Unreachable, Unsent
from alerts.found import Found
from models.views.runs import RunRow, never_heard_of

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=3)
DOCS = Path(__file__).parents[2] / "docs"


def source(*, stale: bool = False, quiet: bool = False, **health: Any) -> SourceFacts:
    return SourceFacts(
        replace(never_heard_of("lan-ri"), **health),
        stale_since=BEFORE if stale else None,
        quiet_since=BEFORE if quiet else None,
    )


def last_run(outcome: str) -> RunRow:
    return RunRow(7, "lan-ri", "schedule", BEFORE, BEFORE, outcome, {}, "jumlah tidak cocok", None)


def facts(*sources: SourceFacts, **more: Any) -> Facts:
    around = Surroundings(least_free_bytes=2**30, grown_by=50)
    told = {name: more.pop(name) for name in ("free_bytes",) if name in more}
    return Facts(NOW, replace(around, **told), sources, **more)


def said(found: Facts) -> dict[str, Found]:
    return {kind: one for (kind, _), (_, one) in holding(found).items()}


HOLDS = [
    ("source_stale", facts(source(stale=True)), "21 November 2026 09.00 WIB"),
    ("source_quiet", facts(source(quiet=True)), "tidak membawa apa pun yang baru"),
    ("source_paused", facts(source(paused_at=BEFORE, pause_reason="401.\n")), "WIB: 401."),
    ("run_held", facts(source(held_runs=(3, 5))), "run 3, 5"),
    ("change_held", facts(source(held_changes=2)), "2 perubahan"),
    ("run_failed", facts(source(last_run=last_run("failed"))), "jumlah tidak cocok"),
    ("quarantine_growing", facts(source(quarantine=60), before={("quarantine", "lan-ri"): 10}),
     "50 lebih banyak"),
    ("review_growing", facts(source(review=60), before={("review", "lan-ri"): 0}),
     "60 lebih banyak"),
    ("digest_late", facts(unsent=(Unsent("late", "2026-10", ("Dinas A", "Dinas B")),)),
     "2 rekap periode 2026-10"),
    ("digest_failed", facts(unsent=(Unsent("failed", "2026-10", ("Dinas A",)),)), "Dinas A"),
    ("digest_no_recipient", facts(unreachable=(Unreachable("no_recipient", "Dinas A"),)),
     "Dinas A tidak punya kepala"),
    ("address_disabled",
     facts(unreachable=(Unreachable("address_disabled", "Dinas A", "a@b.example", BEFORE, "550"),)),
     "Surel kepada Dinas A (a@b.example) kembali pada 21 November 2026 09.00 WIB: 550."),
    ("bounces_unread", facts(bounces_trouble="LOGIN gagal"), "LOGIN gagal"),
    ("digest_misconfigured",
     facts(unsent=(Unsent("configuration", "2026-10", ("Dinas A",)),)), "cara kita masuk"),
    ("disk_low", facts(free_bytes=2**29), "512 MiB (batas 1024 MiB)"),
    ("clock_off", facts(told_at=NOW + timedelta(hours=1)), "10.00 WIB"),
    ("clock_off", facts(clock_skew=timedelta(minutes=-10)), "10 menit lebih lambat"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "found", "words"), HOLDS)
def test_it_holds_and_says_what_happened_and_what_to_do(
    kind: str, found: Facts, words: str
) -> None:
    (told,) = said(found).values()

    assert said(found).keys() == {kind}
    assert words in told.happened
    assert told.happened.endswith(".")
    assert told.remedy


HOLDS_NOT = {
    "nothing": facts(source()),
    "stale and paused is paused": facts(source(stale=True, paused_at=BEFORE)),
    "a run that was well": facts(source(last_run=last_run("ok"))),
    "grown less": facts(source(quarantine=59), before={("quarantine", "lan-ri"): 10}),
    "no count of before": facts(source(quarantine=900)),
    "fewer": facts(source(review=0), before={("review", "lan-ri"): 900}),
    "just enough room": facts(free_bytes=2**30),
    "a clock that lags a little": facts(told_at=NOW + timedelta(minutes=5)),
    "a clock that is ahead a little": facts(clock_skew=timedelta(minutes=5)),
}


@pytest.mark.parametrize("case", HOLDS_NOT)
def test_it_does_not_hold(case: str) -> None:
    assert said(HOLDS_NOT[case]).keys() <= {"source_paused"}


def test_every_condition_is_tried_here() -> None:
    assert {condition.kind for condition in CONDITIONS} == {kind for kind, *_ in HOLDS}


def test_kinds_are_unique() -> None:
    assert len({condition.kind for condition in CONDITIONS}) == len(CONDITIONS)


def test_many_opds_are_named_by_the_first_few() -> None:
    opds = tuple(f"Dinas {n}" for n in range(59))

    (told,) = said(facts(unsent=(Unsent("late", "2026-10", opds),))).values()

    assert "Dinas 4 dan 54 lagi." in told.happened


def test_foreign_text_is_one_bounded_line() -> None:
    reason = "a\r\nBcc: x@y.example\x1b[31m" + "x" * 9999

    (told,) = said(facts(source(paused_at=BEFORE, pause_reason=reason))).values()

    assert told.happened.isprintable()
    assert len(told.happened) < 500


@pytest.mark.parametrize("guide", ["operations.md", "operations.en.md"])
def test_the_guide_tells_of_every_kind_in_two_languages(guide: str) -> None:
    text = (DOCS / guide).read_text("utf-8")
    kinds = re.findall(r"(?m)^\| `(\w+)` \|(?:[^|]+)\|(?:[^|]+)\|$", text)

    for condition in CONDITIONS:
        assert kinds.count(condition.kind) == 1, condition.kind
