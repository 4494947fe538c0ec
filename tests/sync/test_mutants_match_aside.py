"""What matching says beside the employee: candidates, rows left aside, people's decisions."""

from typing import Any

import polars as pl
import pytest

from models.directory import Entry
from sync.match import Decided, Directory, MatchSettings, match
from tests.sync.asking import BUDI, COLUMNS, HEALTH, NOTHING, OPDS, OURS, PLAIN, SITI, ask, one, row


def test_candidates_are_told_with_name_opd_and_likeness() -> None:
    (answer,) = ask(row(valid=SITI.nip, name_folded="budi santoso"))

    assert answer["candidates"][1] == {
        "nip": BUDI.nip, "name": "Budi Santoso", "opd": "Dinas Kesehatan", "score": 100,
    }  # fmt: skip
    assert answer["candidates"][2]["opd"] is None
    (nameless,) = ask(row(nip_kind="lossy", nip="1.98501012010012E+17"))
    assert nameless["candidates"][0]["score"] is None


def test_candidates_keep_letters_beyond_ascii() -> None:
    roster = Directory([Entry(1, 1, SITI.nip, "José", "jose", None, HEALTH, None)], OPDS)
    frame = pl.DataFrame([row(name_folded="jose")], schema=dict.fromkeys(COLUMNS, pl.String))

    assert "José" in match(frame, roster, PLAIN, NOTHING)["candidates"][0]


def aside(facts: dict[str, str | None], **how: Any) -> str | None:
    (answer,) = ask(facts, **how)
    found: str | None = answer["aside"]
    return found


@pytest.mark.parametrize(
    ("agency", "expected"),
    [("Pemerintah Kota Serang", "other_agency"), ("Pemkab Serang", None), (None, None)],
)
def test_other_peoples_people_are_left_aside(agency: str | None, expected: str | None) -> None:
    assert aside(row(valid="197001011995011001", agency=agency)) == expected
    assert aside(row(name_folded="siti rahayu", agency=agency)) == expected
    assert aside(row(email="siti@serang.example", agency=agency)) == expected
    assert aside(row(valid=SITI.nip, name_folded="budi santoso", agency=agency)) == expected


def test_a_nip_that_the_roster_knows_is_ours_whatever_the_agency() -> None:
    facts = row(valid=SITI.nip, name_folded="siti rahayu", agency="Pemerintah Kota Serang")

    assert aside(facts) is None


def test_unknown_people_are_left_aside_only_where_the_source_says_so() -> None:
    ignoring = MatchSettings(OURS, ignore_unknown_people=True)
    unknown = row(valid="197001011995011001")

    assert (aside(unknown), aside(unknown, settings=ignoring)) == (None, "unknown_people")
    assert aside(row(name_folded="siti"), settings=ignoring) is None
    assert aside(unknown | {"agency": "Kota Serang"}, settings=ignoring) == "other_agency"


def test_a_persons_decision_comes_first_by_row_then_by_account() -> None:
    decided = Decided({"k1": SITI.nip, "kx": "000"}, {"acc": BUDI.nip, "gone": "000"}, frozenset())
    answers = ask(
        row(key="k1", account="acc", agency="Kota Serang"),
        row(key="k2", account="acc", valid=SITI.nip, name_folded="siti rahayu"),
        row(key="k3", account="other"),
        row(key="kx", account="gone"),
        row(key="k4", valid=SITI.nip),
        decided=decided,
    )

    assert [(a["employee_id"], a["matched_by"], a["question"], a["aside"]) for a in answers] == [
        (1, "decision", None, None),
        (2, "decision", None, None),
        (None, None, "no_nip", None),
        (None, None, "no_nip", None),
        (1, "nip", None, None),
    ]
    assert "said" not in answers[0]


@pytest.mark.parametrize(
    "decided",
    [Decided({"k": SITI.nip}, {}, frozenset()), Decided({}, {"acc": SITI.nip}, frozenset())],
)
def test_one_kind_of_decision_is_enough(decided: Decided) -> None:
    assert one(row(key="k", account="acc"), decided=decided) == (1, "decision", None)


def test_a_rejected_row_is_left_aside_unless_it_was_given_to_somebody() -> None:
    rejected = frozenset({"k1", "k2"})
    answers = ask(
        row(key="k1"), row(key="k2"), row(key="k3", agency="Kota Serang"),
        decided=Decided({"k2": SITI.nip}, {}, rejected),
    )  # fmt: skip

    assert [a["aside"] for a in answers] == ["rejected", None, "other_agency"]
    (only_rejected,) = ask(row(key="k1"), decided=Decided({}, {}, rejected))
    assert only_rejected["aside"] == "rejected"


def test_what_plays_no_part_for_a_known_nip_changes_nothing() -> None:
    facts = row(valid=SITI.nip, name_folded="siti rahayu", opd="Dinas Lain", unit="?", email="x@y")

    assert one(facts) == (1, "nip", None)
    answers = ask(facts, row(), facts | {"name_folded": None})
    assert [a["employee_id"] for a in answers] == [1, None, 1]


@pytest.mark.parametrize("name", ["siti rahayuu", None])
def test_a_nip_that_the_roster_knows_is_ours_with_a_like_name_or_none_too(
    name: str | None,
) -> None:
    facts = row(valid=SITI.nip, name_folded=name, agency="Pemerintah Kota Serang")

    assert aside(facts) is None
    assert one(facts)[0] == 1


def test_an_empty_roster_knows_nobody() -> None:
    facts = row(valid=SITI.nip, name_folded="siti rahayu")

    assert one(facts, directory=Directory([], {})) == (None, None, "nip_unknown")
