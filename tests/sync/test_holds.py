"""Whole runs that are held: nothing of them counts until a person says so."""

import pytest

from models.values import Outcome
from sync.decide import DecisionError, approve_run, reject_run
from tests.builders import nip_of
from tests.sync.house import ADMIN, SERVICE, House, Row, counts, row, staff

MANY = [row(n) for n in range(1, 41)]


def bad(number: int) -> Row:
    """A row that cannot be read."""
    return row(number, jp="entah")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [(40, 20, Outcome.HELD), (40, 21, Outcome.OK), (25, 5, Outcome.HELD), (20, 1, Outcome.OK),
     (5, 0, Outcome.HELD)],
)  # fmt: skip
def test_a_listing_is_held_when_it_lost_a_fifth_and_twenty_rows_or_all(
    house: House, before: int, after: int, outcome: Outcome
) -> None:
    house.bring("a.csv", MANY[:before])

    result = house.bring("a.csv", MANY[:after])

    assert result.outcome is outcome
    assert sum(house.totals().values()) == before * 2000


def test_a_file_of_which_nothing_is_left_is_held(house: House) -> None:
    file = house.drop("a.csv", MANY[:5])
    house.sync()
    file.write_bytes(b"")

    assert house.sync().outcome is Outcome.HELD


def test_a_file_that_cannot_be_opened_any_more_is_held(house: House) -> None:
    file = house.drop("a.csv", MANY)
    house.sync()
    file.write_bytes(b"PK\x03\x04 broken")

    result = house.sync()

    assert result.outcome is Outcome.HELD
    assert sum(house.totals().values()) == 40 * 2000


@pytest.mark.parametrize(("refused", "rows", "outcome"), [
    (5, 20, Outcome.HELD), (4, 20, Outcome.OK), (9, 19, Outcome.OK),
])  # fmt: skip
def test_a_run_of_which_a_fifth_cannot_be_read_is_held(
    house: House, refused: int, rows: int, outcome: Outcome
) -> None:
    lines = [bad(n) for n in range(1, refused + 1)] + MANY[refused:rows]

    result = house.bring("a.csv", lines)

    assert result.outcome is outcome
    assert len(house.quarantine()) == (refused if outcome is Outcome.OK else 0)


def shrunken(house: House) -> int:
    """A run that is held because a file shrank from 40 rows to 10, with one lowered."""
    house.bring("a.csv", MANY)
    result = house.bring("a.csv", [row(1, jp="30"), *MANY[1:10]])
    assert result.outcome is Outcome.HELD
    assert result.needs_person
    assert house.jp() == 2000
    return result.run_id or 0


def test_an_approved_run_is_merged(house: House) -> None:
    approve_run(house.engine, shrunken(house), ADMIN)

    assert house.jp() == 3000
    assert len([r for r in house.records() if "unlisted" in r["flags"]]) == 30
    assert counts(house.sync()) == {}


def test_a_rejected_run_changes_nothing(house: House) -> None:
    run_id = shrunken(house)
    before = house.digest()

    reject_run(house.engine, run_id, ADMIN)

    assert house.digest() == before
    assert [r.id for r in house.runs(Outcome.REJECTED)] == [run_id]


def test_the_same_content_again_joins_the_run_that_is_held(house: House) -> None:
    run_id = shrunken(house)

    again = house.sync()

    assert again.outcome is Outcome.JOINED
    assert str(run_id) in (again.note or "")
    assert [r.id for r in house.runs(Outcome.HELD)] == [run_id]


def test_the_same_content_again_stays_rejected(house: House) -> None:
    reject_run(house.engine, shrunken(house), ADMIN)

    assert house.sync().outcome is Outcome.JOINED
    assert house.runs(Outcome.HELD) == []
    assert house.jp() == 2000


@pytest.mark.parametrize("rejected", [True, False])
def test_a_new_employee_is_known_to_rows_beside_what_is_held_or_rejected(
    house: House, *, rejected: bool
) -> None:
    house.bring("b.csv", [row(41)])
    run_id = shrunken(house)
    if rejected:
        reject_run(house.engine, run_id, ADMIN)
    house.hire(staff(n) for n in range(1, 42))

    result = house.sync()

    assert result.outcome is Outcome.JOINED
    assert result.people
    assert house.review() == []
    assert house.jp(41) == 2000
    assert [r.id for r in house.runs(Outcome.HELD)] == ([] if rejected else [run_id])
    assert house.sync().people == frozenset()


def test_a_good_version_after_a_held_one_is_merged(house: House) -> None:
    shrunken(house)

    result = house.bring("a.csv", [row(1, jp="22"), *MANY[1:]])

    assert result.outcome is Outcome.OK
    assert house.jp() == 2200


def test_another_file_waits_with_the_run_that_is_held_and_comes_when_it_is_approved(
    house: House,
) -> None:
    house.bring("a.csv", MANY)
    house.drop("a.csv", MANY[:10])
    house.drop("b.csv", [row(1, title="Arsip")])
    result = house.sync()
    assert result.outcome is Outcome.HELD
    assert house.jp() == 2000

    approve_run(house.engine, result.run_id or 0, ADMIN)

    assert house.jp() == 4000


def test_a_run_is_answered_once(house: House) -> None:
    run_id = shrunken(house)
    reject_run(house.engine, run_id, ADMIN)

    with pytest.raises(DecisionError):
        approve_run(house.engine, run_id, ADMIN)


def test_a_run_that_nobody_knows_is_refused(house: House) -> None:
    with pytest.raises(DecisionError):
        approve_run(house.engine, 999, ADMIN)


def item(number: int) -> dict[str, str | None]:
    """A completion of the service."""
    return {"key": f"c{number}", "nip": nip_of(number), "title": "Pelayanan Publik",
            "end_on": "2026-03-12", "jp": "20"}  # fmt: skip


def test_an_increment_is_no_shrunken_listing(house: House) -> None:
    for number in range(1, 31):
        house.service.put(item(number))
    house.sync(SERVICE)
    house.service.put(item(31))

    result = house.sync(SERVICE)

    assert result.outcome is Outcome.OK
    assert counts(result) == {"read": 1, "counted": 1}


def test_after_increments_a_whole_listing_is_measured_against_the_last_whole_one(
    house: House,
) -> None:
    for number in range(1, 31):
        house.service.put(item(number))
    house.sync(SERVICE)
    house.service.put(item(31))
    house.sync(SERVICE)
    for number in range(1, 25):
        house.service.remove(f"c{number}")

    assert house.sync(SERVICE, full=True).outcome is Outcome.HELD


def test_what_an_increment_leaves_out_is_still_listed(house: House) -> None:
    house.service.put(item(1))
    house.sync(SERVICE)
    house.service.put(item(2))
    house.sync(SERVICE)

    assert [r["flags"] for r in house.records()] == [set(), set()]


def test_a_whole_listing_that_lacks_a_row_says_so(house: House) -> None:
    for number in (1, 2, 3):
        house.service.put(item(number))
    house.sync(SERVICE)
    house.service.remove("c2")

    house.sync(SERVICE, full=True)

    assert [r["nip"] for r in house.records() if r["flags"] == {"unlisted"}] == [nip_of(2)]
    assert house.jp(2) == 2000


def test_a_source_that_is_down_is_tried_later_from_the_same_place(house: House) -> None:
    house.service.put(item(1))
    house.service.down = True
    assert house.sync(SERVICE).outcome is Outcome.UNAVAILABLE
    house.service.down = False

    assert house.sync(SERVICE).outcome is Outcome.OK
    assert house.jp() == 2000


def test_a_source_that_refuses_us_is_paused(house: House) -> None:
    house.service.refusing = True

    assert house.sync(SERVICE).outcome is Outcome.PAUSED

    house.service.refusing = False
    assert house.sync(SERVICE).outcome is Outcome.PAUSED
