"""Rows of a roster become entries; what is not a plain text means what it means alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import ROSTER_FIELDS, Table, text_frame
from models.values import Employment
from sync.reading.text import clean, mask_nik
from sync.roster import Reading, read_roster
from sync.snapshots import Entry, OpdEntry
from tests.builders import nip_of

LANDED = date(2026, 11, 24)
NIK = "3604010101850001"
GOOD: dict[str, str | None] = {"nip": nip_of(1), "name": "Siti Rahayu", "opd": "Dinas Sosial"}
CLEANED = ("title_front", "name", "title_back", "opd", "unit", "email", "legal_position")
TEXTS = st.sampled_from(
    ["Siti", " Siti", "Siti\u00a0", "Sit\u0301i", "-", "---", "—", "", f"a {NIK}",
     "36040101 01850001", "36040101", "01850001", f"{NIK}\u200b", "3604–0101–0185–0001", nip_of(2)]
)  # fmt: skip


def read(*rows: dict[str, str | None]) -> Reading:
    """Read rows of one file."""
    return read_roster(
        Table(text_frame([*rows], ROSTER_FIELDS)), page_id=1, page="roster.csv", landed_on=LANDED
    )


def test_a_row_becomes_an_entry() -> None:
    found = read(
        GOOD | {"title_front": "Dr.", "title_back": "M.Si", "unit": "Bidang A", "email": "s@x.id",
                "employment": "CPNS", "legal_position": "Aktif", "end_on": "58"}
    )  # fmt: skip

    assert found.entries == [
        Entry(nip_of(1), "Dr. Siti Rahayu, M.Si", "Dinas Sosial", "Bidang A", Employment.CPNS,
              "Aktif", date(2010, 1, 1), date(2043, 2, 1), "s@x.id")
    ]  # fmt: skip


@given(st.fixed_dictionaries(dict.fromkeys(CLEANED, TEXTS)))
def test_texts_are_cleaned_and_hold_no_nik(texts: dict[str, str]) -> None:
    found = read(GOOD, {**GOOD, **texts})
    front, name, back, opd, unit, email, position = (clean(texts[field]) for field in CLEANED)

    if name is None:
        assert [(p.field, p.value) for p in found.problems] == [("name", "(kosong)")]
        return
    full = " ".join(text for text in (front, name) if text) + (f", {back}" if back else "")
    entry = found.entries[1]
    assert entry.name == mask_nik(full)
    assert entry.opd == (mask_nik(opd or unit or "") or None)
    assert entry.unit == (mask_nik(unit or "") or None)
    assert (entry.email, entry.legal_position) == (email, position)


@pytest.mark.parametrize(("row", "problem"), [
    ({"nip": "12"}, ("nip", "12")),
    ({"nip": None}, ("nip", "(kosong)")),
    ({"name": "-"}, ("name", "(kosong)")),
    ({"refused": "row_malformed", "refused_value": f"a;{NIK}"}, ("row", "a;(NIK)")),
])  # fmt: skip
def test_what_cannot_be_taken_is_named_in_the_order_of_the_rows(
    row: dict[str, str | None], problem: tuple[str, str]
) -> None:
    found = read(GOOD, GOOD | row, GOOD | {"nip": "345"})

    assert [(p.field, p.value) for p in found.problems] == [problem, ("nip", "345")]
    assert len(found.entries) == 1


def test_a_row_without_nip_may_tell_of_an_opd_or_of_nothing() -> None:
    found = read(
        {"opd": f"Dinas {NIK}", "head_name": " Budi ", "abbreviation": "-"},
        {"opd": "Dinas Sosial"},
        {"ignored": "sum_row"},
        {"ignored": "heading"},
    )

    assert found.opds == [OpdEntry("Dinas (NIK)", None, "Budi", None)]
    assert (found.ignored, found.problems) == (2, [])
