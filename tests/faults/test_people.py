"""Who is who, and what counts for whom (R01-R13, but R07): whole rounds on real files."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people import namesakes
from sync.decide import (
    accept_review,
    approve_run,
    exempt,
    fix_quarantine,
    link,
    reject_run,
    split,
)
from sync.reading.names import SIMILAR_ENOUGH, normalise_name, similarity
from tests.builders import nip_of
from tests.faults.office import AGUS, BUDI, NAMES, OFFICER, OPD, SITI, Office, row

TWIN = "198501012015012002"
"""Born on the day of SITI, and of her name."""
OTHER_OPD = "Dinas Sosial"
SMALL = st.sampled_from(["Siti Rahayu", "Rahayu Siti", "Siti Rahaju", "Budi Santoso", "Sri", "S R",
                         "Hj. Siti Rahayu, S.Pd.", "Agus Salim", "Siti Rahmawati"])  # fmt: skip


def roster(*people: tuple[str, ...]) -> list[tuple[str, ...]]:
    usual = [(nip, name, OPD, "PNS", "Aktif") for nip, name in NAMES.items()]
    return [*[one for one in usual if one[0] not in {p[0] for p in people}], *people]


@pytest.mark.parametrize("accepting", [False, True])
def test_two_people_of_one_name_and_birth_date_are_never_told_apart_by_guess(
    office: Office, *, accepting: bool
) -> None:
    office.settings = f"[match]\naccept_name_and_opd = {str(accepting).lower()}\n"
    office.hire(roster((TWIN, NAMES[SITI], OPD, "PNS", "Aktif")))
    heading = ("NIP", "Nama", "Perangkat Daerah", "Nama Pelatihan", "Tanggal", "JP")
    lines = [heading, ("", NAMES[SITI], OPD, "Pelayanan Publik", "3/11/2026", "20")]
    office.put("lan/a.csv", "\n".join(";".join(line) for line in lines).encode())
    office.sync()
    (asked,) = office.export("review")

    assert {c["nip"] for c in asked["candidates"]} == {SITI, TWIN}
    assert set(office.totals().values()) == {"0.00"}
    with office.workshop() as workshop, workshop.store.read() as connection:
        assert [pair[:2] for pair in namesakes(connection)] == [(SITI, TWIN)]


@given(SMALL, SMALL)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    left, right = normalise_name(one), normalise_name(other)

    assert similarity(left, right) == similarity(right, left)
    assert similarity(left, left) == 100


@pytest.mark.parametrize("name", ["Budi Santoso", "Sri Wahyuni", "Joko", "Rahmat Hidayat, S.E."])
def test_a_nip_of_another_name_is_a_question(office: Office, name: str) -> None:
    office.put("lan/a.csv", [row(SITI, name)])
    office.sync()
    (asked,) = office.export("review")

    assert similarity(normalise_name(name), normalise_name(NAMES[SITI])) < SIMILAR_ENOUGH
    assert asked["reason"] == "name_differs"
    assert asked["candidates"][0]["nip"] == SITI
    assert set(office.totals().values()) == {"0.00"}


def test_hours_follow_who_moves_and_history_is_kept(office: Office) -> None:
    office.now = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
    office.put("lan/a.csv", [row(on="2/1/2026")])
    office.sync()
    office.now = datetime(2026, 8, 3, 3, 0, tzinfo=UTC)
    office.hire(roster((SITI, NAMES[SITI], OTHER_OPD, "PNS", "Aktif")))
    office.sync()

    def opd_on(day: date | None) -> tuple[str, str]:
        (found,) = (t for t in office.export("totals", 2026, day) if t["nip"] == SITI)
        return found["opd"], found["jp"]

    assert opd_on(date(2026, 6, 30)) == (OPD, "20.00")
    assert opd_on(None) == (OTHER_OPD, "20.00")


def test_two_opds_that_become_one_keep_their_past_and_lose_no_hour(office: Office) -> None:
    old, other, new = OPD, OTHER_OPD, "Dinas Kesehatan dan Sosial"
    office.now = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
    office.hire(
        [(SITI, NAMES[SITI], old, "PNS", "Aktif"), (BUDI, NAMES[BUDI], other, "PNS", "Aktif")]
    )
    office.put("lan/a.csv", [row(on="2/1/2026"), row(BUDI, on="3/1/2026")])
    office.sync()
    office.now = datetime(2026, 8, 3, 3, 0, tzinfo=UTC)
    office.hire((nip, NAMES[nip], new, "PNS", "Aktif") for nip in (SITI, BUDI))
    office.put("lan/b.csv", [row(BUDI, title="Arsip", on="3/7/2026", jp="4")])
    office.sync()

    def on(day: date | None) -> dict[str, tuple[str, str]]:
        totals = office.export("totals", 2026, day)
        return {t["nip"]: (t["opd"], t["jp"]) for t in totals if t["nip"] in {SITI, BUDI}}

    assert on(date(2026, 6, 30)) == {SITI: (old, "20.00"), BUDI: (other, "20.00")}
    assert on(None) == {SITI: (new, "20.00"), BUDI: (new, "24.00")}


@pytest.mark.parametrize("position", ["CLTN", "Tugas Belajar", "MPP", "Pemberhentian Sementara"])
def test_who_is_exempt_by_position_leaves_the_count_and_keeps_the_hours(
    office: Office, position: str
) -> None:
    office.hire(roster((SITI, NAMES[SITI], OPD, "PNS", position)))
    office.put("lan/a.csv", [row(jp="4")])
    office.sync()
    (found,) = (t for t in office.export("totals") if t["nip"] == SITI)

    assert (found["level"], found["minimum_jp"], found["jp"]) == ("exempt", "0.00", "4.00")
    assert SITI not in {alert["nip"] for alert in office.export("alerts")}


def test_who_is_exempt_by_a_document_is_until_it_ends(office: Office) -> None:
    office.sync()
    office.decide(exempt, SITI, document="800/12/2026", from_on="2026-01-01",
                  until_on="2026-12-31", by=OFFICER)  # fmt: skip
    office.sync()
    levels = {t["nip"]: t["level"] for t in office.export("totals")}

    assert (levels[SITI], levels[BUDI]) == ("exempt", "critical")


def test_who_retired_is_not_listed_the_year_after(office: Office) -> None:
    office.hire(roster(), "roster/2025-01-01.csv")
    (office.folder / "roster/pegawai.csv").unlink()
    office.hire([p for p in roster() if p[0] != SITI], "roster/2025-06-01.csv")
    office.sync()

    assert SITI in office.totals(2025)
    assert SITI not in office.totals(2026)


def test_a_new_number_of_one_person_is_linked_and_summed_once(office_on_both: Office) -> None:
    office = office_on_both
    office.hire(roster((TWIN, NAMES[SITI], OPD, "PPPK", "Aktif")))
    office.put("lan/a.csv", [row(jp="8"), row(TWIN, NAMES[SITI], title="Lain", jp="6")])
    office.put("lms/a.csv", [row(TWIN, NAMES[SITI], jp="8")])
    office.sync()
    apart = office.digest()
    office.decide(link, [SITI, TWIN], OFFICER)
    joined = [t for t in office.export("totals") if t["nip"] in {SITI, TWIN}]

    assert [t["jp"] for t in joined] == ["14.00"]

    office.decide(split, TWIN, OFFICER)

    assert office.digest() == apart, "as if never joined"


def test_a_roster_without_many_people_is_held(office: Office) -> None:
    people = [(nip_of(n), f"Orang {chr(65 + n)}", OPD, "PNS", "Aktif") for n in range(1, 25)]
    office.hire([*roster(), *people])
    office.sync()
    office.hire(roster())
    held = office.sync()["roster"]

    assert held.outcome == "held"
    assert len(office.totals()) == len(people) + 3

    office.decide(approve_run, held.run_id, OFFICER)
    office.now = datetime(2027, 2, 1, tzinfo=UTC)

    assert set(office.totals(2027)) == set(NAMES)


@given(st.lists(st.integers(1, 99_900), min_size=1, max_size=40))
def test_hundredths_are_summed_without_rounding(hundredths: list[int]) -> None:
    from models.values import from_hundredths, to_hundredths  # noqa: PLC0415

    assert sum(to_hundredths(from_hundredths(h)) for h in hundredths) == sum(hundredths)


@pytest.mark.parametrize(
    "jp", ["0", "-4", "999,01", "1000", "1.000", "0,001", "dua puluh", "1e3", "#REF!", "20-30"]
)
def test_hours_out_of_bounds_or_unreadable_are_refused(office: Office, jp: str) -> None:
    office.put("lan/a.csv", [row(jp=jp)])
    office.sync()

    assert [q["reason"] for q in office.export("quarantine")] == ["jp_invalid"]
    assert office.totals()[SITI] == "0.00"


@pytest.mark.parametrize("jp", ["0,01", "999", "0,5"])
def test_hours_at_the_bounds_count(office: Office, jp: str) -> None:
    office.put("lan/a.csv", [row(jp=jp)])
    office.sync()

    assert office.export("quarantine") == []
    assert office.totals()[SITI] != "0.00"


def test_a_decision_stands_when_the_source_says_the_row_again(office_on_both: Office) -> None:
    office = office_on_both
    office.put("lan/a.csv", [row(jp="??"), row("198901012010011009", "Agus Salim", title="Lain")])
    office.sync()
    office.decide(fix_quarantine, office.export("quarantine")[0]["id"], {"jp": "12"}, OFFICER)
    office.decide(accept_review, office.export("review")[0]["id"], AGUS, OFFICER)
    decided = office.totals()
    office.put("lan/a.csv", [row(jp="?"), row("198901012010011009", "Agus Salim", title="Lain"),
                             row(BUDI)])  # fmt: skip
    office.sync()
    office.sync(full=True)

    assert decided == {SITI: "12.00", BUDI: "0.00", AGUS: "20.00"}
    assert office.totals() == decided | {BUDI: "20.00"}
    assert office.export("quarantine") == office.export("review") == []


@pytest.mark.parametrize("order", list(permutations(["lan/a.csv", "lms/a.csv", "lan/b.csv"])))
def test_the_order_of_arrival_changes_nothing(office: Office, order: tuple[str, ...]) -> None:
    told = {
        "lan/a.csv": [row(number="A-1"), row(BUDI, jp="6")],
        "lms/a.csv": [row(title="Pelayanan  publik", jp="16"), row(AGUS, jp="3")],
        "lan/b.csv": [row(number="A-1"), row(BUDI, title="Lain", jp="2")],
    }
    for path in order:
        office.put(path, told[path])
        office.sync()

    assert office.totals() == {SITI: "20.00", BUDI: "8.00", AGUS: "3.00"}


def test_a_fall_waits_and_a_persons_answer_is_kept(office_on_both: Office) -> None:
    office = office_on_both
    office.put("lan/a.csv", [row(jp="24")])
    office.sync()
    office.put("lan/a.csv", [row(jp="4"), row(BUDI)])
    held = office.sync()["lan-ri"]

    assert held.held == 1
    assert office.totals() == {SITI: "24.00", BUDI: "20.00", AGUS: "0.00"}

    office.decide(reject_run, held.run_id, OFFICER)
    office.sync(full=True)

    assert office.totals()[SITI] == "24.00"
