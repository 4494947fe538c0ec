"""A source that takes back something of its own: what applies at once, what waits, what is kept."""

import pytest

from models.values import Outcome
from sync.decide import DecisionError, approve_run, reject_run
from sync.replay import verify
from tests.builders import nip_of
from tests.sync.house import ADMIN, BANTEN, SERVICE, House, counts, row


def test_more_jp_apply_at_once(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20")])

    result = house.bring("a.csv", [row(1, jp="24")])

    assert counts(result) == {"read": 1, "counted": 1}
    assert house.jp() == 2400
    assert house.held() == []


def test_fewer_jp_wait_for_a_person(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20"), row(2)])

    result = house.bring("a.csv", [row(1, jp="12"), row(2), row(3)])

    assert result.outcome is Outcome.OK
    assert (result.held, result.needs_person) == (1, True)
    assert counts(result) == {"read": 3, "held": 1, "unchanged": 1, "counted": 1}
    assert house.jp(1) == 2000
    assert house.jp(3) == 2000
    (flagged,) = [r for r in house.records() if r["nip"] == nip_of(1)]
    assert flagged["flags"] == {"held"}
    (fall,) = house.held()
    assert (fall.kind, fall.year, fall.jp_before, fall.jp_after) == ("changed", 2026, 2000, 1200)


def held_fall(house: House) -> int:
    """A source says 12 where it said 20; returns the run that holds it."""
    house.bring("a.csv", [row(1, jp="20")])
    result = house.bring("a.csv", [row(1, jp="12")])
    assert result.held == 1
    assert result.run_id is not None
    return result.run_id


def test_an_approved_fall_takes_the_hours_away(house: House) -> None:
    run_id = held_fall(house)

    approve_run(house.engine, run_id, ADMIN)

    assert house.jp() == 1200
    assert house.held() == []
    assert house.record()["flags"] == set()


def test_a_rejected_fall_never_asks_again(house: House) -> None:
    run_id = held_fall(house)

    reject_run(house.engine, run_id, ADMIN)
    full = house.sync(full=True)
    house.bring("b.csv", [row(2)])

    assert house.jp() == 2000
    assert house.held() == []
    assert counts(full) == {"read": 1, "ignored": 1}


def test_a_rejected_fall_asks_again_only_when_something_else_is_said(house: House) -> None:
    reject_run(house.engine, held_fall(house), ADMIN)

    result = house.bring("a.csv", [row(1, jp="11")])

    assert result.held == 1
    assert house.jp() == 2000


def test_an_approved_fall_says_nothing_of_a_deeper_one(house: House) -> None:
    house.bring("a.csv", [row(1, jp="12")])
    approve_run(house.engine, house.bring("a.csv", [row(1, jp="8")]).run_id or 0, ADMIN)
    house.bring("a.csv", [row(1, jp="20")])

    result = house.bring("a.csv", [row(1, jp="8")])

    assert result.held == 1
    assert house.jp() == 2000
    house.check()


def test_a_rejected_fall_is_no_reason_to_refuse_a_rise(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20")])
    reject_run(house.engine, house.bring("a.csv", [row(1, jp="12")]).run_id or 0, ADMIN)
    approve_run(house.engine, house.bring("a.csv", [row(1, jp="8")]).run_id or 0, ADMIN)

    house.bring("a.csv", [row(1, jp="12")])

    assert house.jp() == 1200
    assert house.held() == []
    house.check()


def test_a_fall_that_waits_is_held_once(house: House) -> None:
    held_fall(house)

    house.sync(full=True)
    house.sync(full=True)

    assert len(house.held()) == 1


def test_a_fall_that_is_taken_back_waits_no_longer(house: House) -> None:
    held_fall(house)

    house.bring("a.csv", [row(1, jp="20")])

    assert house.held() == []
    assert house.record()["flags"] == set()


def test_what_was_answered_cannot_be_answered_again(house: House) -> None:
    run_id = held_fall(house)
    approve_run(house.engine, run_id, ADMIN)

    with pytest.raises(DecisionError):
        reject_run(house.engine, run_id, ADMIN)


def test_a_fall_that_another_source_makes_good_is_none(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20")], BANTEN)
    house.bring("a.csv", [row(1, jp="20")])

    result = house.bring("a.csv", [row(1, jp="20", result="Tidak Lulus")])

    assert result.held == 0
    assert house.jp() == 2000


def test_an_undone_completion_waits(house: House) -> None:
    house.bring("a.csv", [row(1)])

    result = house.bring("a.csv", [row(1, result="Tidak Lulus")])

    assert result.held == 1
    assert house.jp() == 2000
    approve_run(house.engine, result.run_id or 0, ADMIN)
    assert house.jp() == 0
    assert house.record()["reason"] == "not_completed"


def test_a_row_with_overlapping_dates_corrects_a_vanished_one(house: House) -> None:
    house.bring("a.csv", [row(1, title="Pelayanan Publk")])

    result = house.bring("a.csv", [row(1, title="Pelayanan Publik")])

    assert counts(result) == {"read": 1, "counted": 1}
    assert house.record()["flags"] == {"corrected"}
    assert house.record()["title"] == "Pelayanan Publik"
    assert house.jp() == 2000


def test_a_row_with_the_same_number_corrects_a_vanished_one(house: House) -> None:
    house.bring("a.csv", [row(1, number="N-1")])

    house.bring("a.csv", [row(1, number="N-1", start_on="2026-05-01", end_on="2026-05-03")])

    assert house.record()["flags"] == {"corrected"}
    assert house.jp() == 2000


def test_a_row_of_another_file_corrects_nothing(house: House) -> None:
    may = {"start_on": "2026-05-01", "end_on": "2026-05-02"}
    house.drop("a.csv", [row(1, number="N-1")])
    house.bring("b.csv", [row(1, **may)])
    house.drop("a.csv", [row(1, number="N-1", start_on="2025-03-10", end_on="2025-03-12")])

    result = house.bring("b.csv", [row(1, number="N-1", **may)])

    assert counts(result) == {"read": 2, "counted": 1, "held": 1}
    assert house.totals() == {(nip_of(1), 2026): 4000}
    house.sync(full=True)
    assert house.totals() == {(nip_of(1), 2026): 4000}
    house.check()


def test_one_new_row_corrects_one_vanished_row(house: House) -> None:
    march = row(1, number="N-1", jp="20")
    may = row(1, number="N-1", jp="30", start_on="2026-05-01", end_on="2026-05-02")
    house.bring("a.csv", [march, may])

    house.bring("a.csv", [row(1, number="N-1", jp="20", start_on="2026-03-20",
                              end_on="2026-03-21")])  # fmt: skip

    assert sorted((r["jp"], *sorted(r["flags"])) for r in house.records()) == [
        (2000, "certificate_number_repeated", "corrected"),
        (3000, "certificate_number_repeated", "unlisted"),
    ]
    house.sync(full=True)
    assert house.jp() == 5000
    house.check()


def test_a_correction_to_fewer_jp_waits(house: House) -> None:
    house.bring("a.csv", [row(1, title="Pelayanan Publk", jp="20")])

    result = house.bring("a.csv", [row(1, title="Pelayanan Publik", jp="8")])

    assert counts(result) == {"read": 1, "held": 1}
    assert house.record()["title"] == "Pelayanan Publk"
    assert house.jp() == 2000
    approve_run(house.engine, result.run_id or 0, ADMIN)
    assert house.jp() == 800
    assert house.record()["title"] == "Pelayanan Publik"


def test_a_rejected_correction_counts_neither_more_nor_less(house: House) -> None:
    house.bring("a.csv", [row(1, title="Pelayanan Publk", jp="20")])
    result = house.bring("a.csv", [row(1, title="Pelayanan Publik", jp="8")])

    reject_run(house.engine, result.run_id or 0, ADMIN)
    house.sync(full=True)

    assert house.jp() == 2000
    assert house.held() == []


def test_a_move_to_another_year_waits(house: House) -> None:
    house.bring("a.csv", [row(1, number="N-1", start_on="2025-12-29", end_on="2026-01-02")])

    result = house.bring("a.csv", [row(1, number="N-1", start_on="2025-12-29",
                                       end_on="2025-12-31")])  # fmt: skip

    assert result.held == 1
    assert house.totals() == {(nip_of(1), 2026): 2000}
    approve_run(house.engine, result.run_id or 0, ADMIN)
    assert house.totals() == {(nip_of(1), 2025): 2000}


def test_a_vanished_row_counts_on_and_says_so(house: House) -> None:
    house.bring("a.csv", [row(1), row(2)])

    result = house.bring("a.csv", [row(2)])

    assert result.held == 0
    assert house.jp(1) == 2000
    assert [r["flags"] for r in house.records() if r["nip"] == nip_of(1)] == [{"unlisted"}]


def test_a_row_that_comes_back_is_listed_again(house: House) -> None:
    house.bring("a.csv", [row(1), row(2)])
    house.bring("a.csv", [row(2)])

    house.bring("a.csv", [row(1), row(2)])

    assert [r["flags"] for r in house.records()] == [set(), set()]


def test_a_row_that_comes_back_as_it_was_not_believed_is_listed_again(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20"), row(2)])
    result = house.bring("a.csv", [row(1, jp="8"), row(2)])
    reject_run(house.engine, result.run_id or 0, ADMIN)
    house.bring("a.csv", [row(2)])

    house.bring("a.csv", [row(1, jp="8"), row(2)])

    assert [(r["jp"], r["flags"]) for r in house.records()] == [(2000, set()), (2000, set())]


def test_a_row_that_comes_back_with_fewer_jp_is_listed_and_waits(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20"), row(2)])
    house.bring("a.csv", [row(2)])

    result = house.bring("a.csv", [row(1, jp="8"), row(2)])

    assert result.held == 1
    assert [r["flags"] for r in house.records() if r["nip"] == nip_of(1)] == [{"held"}]


def test_a_vanished_line_whose_event_the_source_still_tells_is_gone(house: House) -> None:
    house.bring("a.csv", [row(1), row(1), row(2)])

    house.bring("a.csv", [row(1), row(2)])

    assert len(house.evidence()) == 2
    assert [r["flags"] for r in house.records()] == [set(), set()]


def vanished_speaker(house: House) -> int:
    """A line of 12 JP with a number speaks over one of 8 without; then it vanishes."""
    lower = row(1, jp="8")
    house.bring("a.csv", [row(1, jp="12", number="N-1"), lower])
    assert house.jp() == 1200
    result = house.bring("a.csv", [lower])
    assert result.held == 1
    assert house.jp() == 1200
    return result.run_id or 0


def test_a_vanished_line_that_spoke_for_more_waits(house: House) -> None:
    run_id = vanished_speaker(house)

    approve_run(house.engine, run_id, ADMIN)

    assert house.jp() == 800
    assert house.held() == []


def test_a_vanished_line_that_a_person_believes_in_counts_on(house: House) -> None:
    run_id = vanished_speaker(house)

    reject_run(house.engine, run_id, ADMIN)
    house.sync(full=True)

    assert house.jp() == 1200
    assert house.held() == []
    assert house.record()["flags"] == {"unlisted", "jp_differs"}


def test_two_lines_of_an_event_that_vanish_together_count_on_as_they_did(house: House) -> None:
    house.bring("a.csv", [row(1, jp="8", number="N-1"), row(1, jp="12"), row(2)])
    assert house.jp() == 800

    result = house.bring("a.csv", [row(2)])

    assert result.held == 0
    assert house.jp() == 800
    assert len(house.evidence()) == 3


def item(who: int, **facts: str) -> dict[str, str | None]:
    """A completion of the service."""
    return {"key": f"c{who}", "nip": nip_of(who), "title": "Pelayanan Publik",
            "end_on": "2026-03-12", "jp": "20", **facts}  # fmt: skip


def test_a_stated_revocation_waits(house: House) -> None:
    house.service.put(item(1))
    house.sync(SERVICE)
    house.service.put(item(1, withdrawn="revoked"))

    result = house.sync(SERVICE)

    assert result.held == 1
    assert house.jp() == 2000
    assert [f.kind for f in house.held()] == ["withdrawn"]


def test_an_approved_revocation_is_kept_and_not_counted(house: House) -> None:
    house.service.put(item(1))
    house.sync(SERVICE)
    house.service.put(item(1, withdrawn="revoked"))
    result = house.sync(SERVICE)

    approve_run(house.engine, result.run_id or 0, ADMIN)

    assert house.jp() == 0
    assert (house.record()["counted"], house.record()["reason"]) == (False, "withdrawn")


def test_a_changed_row_of_the_source_own_id_is_a_new_version(house: House) -> None:
    house.service.put(item(1))
    house.sync(SERVICE)
    house.service.put(item(1, title="Arsip", jp="25"))

    house.sync(SERVICE)

    assert house.record()["title"] == "Arsip"
    assert house.jp() == 2500


def test_a_row_that_moves_to_another_employee_waits(house: House) -> None:
    house.service.put(item(1))
    house.sync(SERVICE)
    house.service.put(item(1) | {"nip": nip_of(2)})

    result = house.sync(SERVICE)

    assert result.held == 1
    assert (house.jp(1), house.jp(2)) == (2000, 0)
    approve_run(house.engine, result.run_id or 0, ADMIN)
    assert (house.jp(1), house.jp(2)) == (0, 2000)


def test_a_row_that_a_person_leaves_where_it_was_stays(house: House) -> None:
    house.service.put(item(1))
    house.sync(SERVICE)
    house.service.put(item(1) | {"nip": nip_of(2)})
    result = house.sync(SERVICE)

    reject_run(house.engine, result.run_id or 0, ADMIN)
    house.sync(SERVICE, full=True)

    assert (house.jp(1), house.jp(2)) == (2000, 0)
    assert house.held() == []


def test_a_full_sync_that_releases_a_fall_is_made_again_by_a_replay(house: House) -> None:
    held_fall(house)
    house.bring("b.csv", [row(1, jp="12")])  # tells of the same event, and speaks
    assert len(house.held()) == 1

    house.sync(full=True)

    assert house.held() == []
    assert house.jp() == 1200
    assert verify(house.engine).agrees
