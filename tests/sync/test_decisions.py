"""What people decide: carried out at once, kept for ever, and made again by a replay."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.outbox import addressees
from models.runs import RunActiveError, finish_run, open_run
from models.spells import identities
from models.store import Store
from models.totals import totals
from models.values import Outcome
from sync.decide import (
    DecisionError,
    accept_review,
    alias,
    discard_quarantine,
    exempt,
    fix_quarantine,
    head,
    link,
    pause,
    reject_review,
    resume,
    split,
)
from sync.engine import Engine
from sync.replay import rebuild
from tests.builders import nip_of
from tests.sync.house import ADMIN, LAN, SERVICE, House, counts, row, staff


def same_after_all(house: House) -> None:
    """A full sync and a replay for good change nothing."""
    before, totals = house.digest(), house.totals()
    house.sync(full=True)
    house.sync(SERVICE, full=True)
    assert house.digest() == before
    assert rebuild(house.engine).agrees
    assert house.digest() == before
    assert house.totals() == totals


def test_an_accepted_row_counts_for_the_named_employee(house: House) -> None:
    house.bring("a.csv", [row(500)])

    result = accept_review(house.engine, house.review()[0].id, nip_of(3), ADMIN)

    assert counts(result) == {"read": 1, "counted": 1}
    assert house.jp(3) == 2000
    assert house.review() == []
    same_after_all(house)


def test_an_accepted_row_stays_in_a_newer_version_of_its_file(house: House) -> None:
    house.bring("a.csv", [row(500)])
    accept_review(house.engine, house.review()[0].id, nip_of(3), ADMIN)

    house.bring("a.csv", [row(500), row(1)])

    assert house.review() == []
    assert (house.jp(3), house.jp(1)) == (2000, 2000)


def test_a_rejected_row_is_nobodys(house: House) -> None:
    house.bring("a.csv", [row(500)])

    result = reject_review(house.engine, house.review()[0].id, ADMIN)

    assert counts(result) == {"read": 1, "ignored": 1}
    assert house.review() == []
    same_after_all(house)


def item(key: str, **facts: str) -> dict[str, str | None]:
    """A completion of the service, of an account without a NIP."""
    return {"key": key, "account": "77", "title": "Pelayanan Publik", "end_on": "2026-03-12",
            "jp": "20", **facts}  # fmt: skip


def test_an_account_is_remembered_with_the_row(house: House) -> None:
    house.service.put(item("a"))
    house.service.put(item("b", title="Arsip"))
    house.sync(SERVICE)

    accept_review(house.engine, house.review()[0].id, nip_of(3), ADMIN)
    house.service.put(item("c", title="Hukum"))
    house.sync(SERVICE)

    assert house.review() == []
    assert house.jp(3) == 6000
    house.sync(SERVICE, full=True)  # lands the increments as pages of one listing
    same_after_all(house)


def test_a_certificate_alone_waits_for_a_person(house: House) -> None:
    house.service.put(item("a", nip=nip_of(1), kind="certificate"))

    result = house.sync(SERVICE)

    assert counts(result) == {"read": 1, "in_review": 1}
    assert [q.reason for q in house.review()] == ["certificate_only"]
    assert house.totals() == {}


def test_a_certificate_counts_once_a_person_says_so(house: House) -> None:
    house.service.put(item("a", nip=nip_of(1), kind="certificate"))
    house.sync(SERVICE)

    accept_review(house.engine, house.review()[0].id, nip_of(1), ADMIN)

    assert house.jp() == 2000
    same_after_all(house)


def test_knowing_the_account_is_not_believing_its_certificates(house: House) -> None:
    house.service.put(item("a"))
    house.sync(SERVICE)
    accept_review(house.engine, house.review()[0].id, nip_of(1), ADMIN)
    house.service.put(item("b", title="Arsip", kind="certificate"))

    house.sync(SERVICE)

    assert [q.reason for q in house.review()] == ["certificate_only"]
    assert house.jp() == 2000


def test_a_fixed_row_is_read_as_the_person_says(house: House) -> None:
    house.bring("a.csv", [row(1, jp="dua puluh"), row(2)])

    result = fix_quarantine(house.engine, house.quarantine()[0].id, {"jp": "18"}, ADMIN)

    assert counts(result) == {"read": 2, "counted": 1, "unchanged": 1}
    assert house.jp() == 1800
    assert house.quarantine() == []
    same_after_all(house)


def test_a_row_may_need_two_fixes(house: House) -> None:
    house.bring("a.csv", [row(1, jp="?", end_on="31-02-2026", start_on="")])
    fix_quarantine(house.engine, house.quarantine()[0].id, {"end_on": "12-03-2026"}, ADMIN)
    assert [q.field for q in house.quarantine()] == ["jp"]

    fix_quarantine(house.engine, house.quarantine()[0].id, {"jp": "20"}, ADMIN)

    assert house.jp() == 2000
    same_after_all(house)


def test_a_fix_names_canonical_fields_only(house: House) -> None:
    house.bring("a.csv", [row(1, jp="?")])

    with pytest.raises(DecisionError, match="Kolom tidak dikenal: jam"):
        fix_quarantine(house.engine, house.quarantine()[0].id, {"jam": "18"}, ADMIN)


def test_a_discarded_row_is_ignored_from_now_on(house: House) -> None:
    house.bring("a.csv", [row(1, jp="?")])

    result = discard_quarantine(house.engine, house.quarantine()[0].id, ADMIN)

    assert counts(result) == {"read": 1, "ignored": 1}
    assert house.quarantine() == []
    same_after_all(house)


@pytest.mark.parametrize(
    "act",
    [
        lambda engine: accept_review(engine, "v000", nip_of(1), ADMIN),
        lambda engine: reject_review(engine, "v000", ADMIN),
        lambda engine: fix_quarantine(engine, "k000", {"jp": "1"}, ADMIN),
        lambda engine: discard_quarantine(engine, "k000", ADMIN),
    ],
)
def test_a_question_that_nobody_asked_is_refused(
    house: House, act: Callable[[Engine], object]
) -> None:
    with pytest.raises(DecisionError):
        act(house.engine)


def test_a_row_is_not_given_to_somebody_who_is_not_in_the_roster(house: House) -> None:
    house.bring("a.csv", [row(500)])

    with pytest.raises(DecisionError):
        accept_review(house.engine, house.review()[0].id, nip_of(501), ADMIN)

    assert house.decided("match") == 0


def test_a_decision_that_could_not_be_carried_out_is_by_the_next_run(
    house: House, store: Store
) -> None:
    house.bring("a.csv", [row(1, jp="?")])
    question = house.quarantine()[0].id
    active = open_run(store, LAN, trigger="manual", owner="test", now=house.now)
    with pytest.raises(RunActiveError):
        fix_quarantine(house.engine, question, {"jp": "20"}, ADMIN)
    with store.write() as connection:
        finish_run(connection, active, Outcome.INTERRUPTED, now=house.now)

    house.sync()

    assert house.jp() == 2000
    assert counts(house.sync()) == {}


def test_a_decision_that_was_carried_out_makes_no_run_read_again(house: House) -> None:
    house.bring("a.csv", [row(1, jp="?")])
    fix_quarantine(house.engine, house.quarantine()[0].id, {"jp": "20"}, ADMIN)

    assert counts(house.sync()) == {}


def test_two_nips_of_one_person_are_summed_and_overlaps_are_one(house: House) -> None:
    house.bring("a.csv", [row(1), row(2), row(2, title="Arsip", jp="4")])

    link(house.engine, [nip_of(1), nip_of(2)], ADMIN)

    assert sorted(house.totals().values()) == [2400]
    same_after_all(house)


def test_after_a_split_totals_are_as_if_never_joined(house: House) -> None:
    house.bring("a.csv", [row(1), row(2), row(2, title="Arsip", jp="4")])
    before = house.digest()
    link(house.engine, [nip_of(1), nip_of(2)], ADMIN)
    house.sync(full=True)

    split(house.engine, nip_of(2), ADMIN)

    assert house.digest() == before
    same_after_all(house)


def test_links_join_over_a_common_nip(house: House) -> None:
    house.bring("a.csv", [row(n, title=f"Pelatihan {n}") for n in (1, 2, 3)])
    link(house.engine, [nip_of(1), nip_of(2)], ADMIN)

    link(house.engine, [nip_of(2), nip_of(3)], ADMIN)

    assert sorted(house.totals().values()) == [6000]


def test_who_was_linked_besides_a_split_nip_stays_linked(house: House) -> None:
    house.bring("a.csv", [row(n, title=f"Pelatihan {n}") for n in (1, 2, 3)])
    link(house.engine, [nip_of(1), nip_of(2), nip_of(3)], ADMIN)

    split(house.engine, nip_of(1), ADMIN)

    assert sorted(house.totals().values()) == [2000, 4000]
    same_after_all(house)


def test_linked_nips_have_an_address_of_one_person(empty_house: House) -> None:
    rows = [(nip_of(n), staff(1).name, "Dinas Kesehatan", "siti@serang.example") for n in (1, 2)]
    empty_house.write(Path("roster/a.csv"), ("NIP", "Nama", "Perangkat Daerah", "Email"), rows)
    empty_house.sync_roster()
    empty_house.service.put(item("a", email="siti@serang.example"))
    empty_house.sync(SERVICE)
    assert [q.reason for q in empty_house.review()] == ["no_nip"]

    link(empty_house.engine, [nip_of(1), nip_of(2)], ADMIN)
    empty_house.sync(SERVICE)

    assert empty_house.review() == []
    assert sorted(empty_house.totals().values()) == [2000]
    same_after_all(empty_house)


def test_who_is_not_linked_cannot_be_split(house: House) -> None:
    with pytest.raises(DecisionError):
        split(house.engine, nip_of(1), ADMIN)


def test_a_link_survives_a_new_roster(house: House) -> None:
    house.bring("a.csv", [row(1), row(2)])
    link(house.engine, [nip_of(1), nip_of(2)], ADMIN)

    house.hire(staff(n) for n in range(1, 43))
    house.sync()

    assert sorted(house.totals().values()) == [2000]


def test_an_exemption_survives_a_replay(house: House) -> None:
    exempt(house.engine, nip_of(1), document="SK 1/2026", from_on="2026-01-01", until_on=None,
           by=ADMIN)  # fmt: skip

    same_after_all(house)


def exempted(house: House) -> list[str]:
    """NIPs of the persons who need not reach the minimum."""
    day = date(2026, 11, 24)
    with house.store.read() as connection:
        return [t.nip for t in totals(connection, year=2026, as_of=day) if t.exemption]


@pytest.mark.parametrize("exempt_first", [True, False])
def test_an_exemption_goes_with_its_nip_when_nips_are_linked_and_split(
    house: House, *, exempt_first: bool
) -> None:
    both = [nip_of(1), nip_of(2)]
    if not exempt_first:
        link(house.engine, both, ADMIN)
    exempt(house.engine, nip_of(2), document="SK 1/2026", from_on="2026-01-01", until_on=None,
           by=ADMIN)  # fmt: skip
    if exempt_first:
        link(house.engine, both, ADMIN)

    linked = exempted(house)
    split(house.engine, nip_of(1), ADMIN)

    assert len(linked) == 1
    assert linked[0] in both
    assert exempted(house) == [nip_of(2)]
    same_after_all(house)


def test_an_alias_lets_rows_be_read_again(house: House) -> None:
    house.counting_as(accept_name_and_opd=True)
    person = staff(1)
    house.service.put({"key": "a", "name": person.name, "opd": "Dinkes Kab", "title": "Arsip",
                       "end_on": "2026-03-12", "jp": "4"})  # fmt: skip
    house.sync(SERVICE)
    assert [q.reason for q in house.review()] == ["no_nip"]

    alias(house.engine, "Dinkes Kab", "Dinas Kesehatan", ADMIN)
    house.sync(SERVICE)

    assert house.review() == []
    assert house.jp() == 400
    same_after_all(house)


def opds(house: House) -> dict[str, str | None]:
    """Where everybody is on 30 November 2026, by NIP."""
    with house.store.read() as connection:
        return {one.nip: one.opd for one in identities(connection, date(2026, 11, 30)).values()}


def test_an_alias_holds_for_the_roster_too(empty_house: House) -> None:
    empty_house.hire([replace(staff(1), opd="Dinkes Kab"), staff(2)])

    alias(empty_house.engine, "Dinkes Kab", "Dinas Kesehatan", ADMIN)

    assert opds(empty_house) == {nip_of(n): "Dinas Kesehatan" for n in (1, 2)}
    same_after_all(empty_house)


def test_an_alias_of_an_unknown_opd_is_refused(house: House) -> None:
    with pytest.raises(DecisionError):
        alias(house.engine, "Dinkes", "Dinas yang tidak ada", ADMIN)

    assert house.decided("opd_alias") == 0


def test_a_paused_source_rests_until_it_is_resumed(house: House) -> None:
    pause(house.engine, LAN, "diperiksa")
    assert house.bring("a.csv", [row(1)]).outcome is Outcome.PAUSED

    resume(house.engine, LAN)

    assert house.sync().outcome is Outcome.OK
    assert house.jp() == 2000


def hire_with_head(house: House, name: str, head: str) -> None:
    """A roster of a day in which an OPD has this head."""
    (house.folder / "roster").mkdir(exist_ok=True)
    heading = "NIP,Nama,Perangkat Daerah,Nama Kepala,Email Kepala"
    text = f"{heading}\n,,Dinas Kesehatan,{head},{head}@x.example\n"
    (house.folder / "roster" / f"opd-{name}.csv").write_text(text, encoding="utf-8")
    house.sync_roster()


def leader(house: House, day: date) -> str | None:
    with house.store.read() as connection:
        (found,) = addressees(connection, day, opd_name="dinas kesehatan")
    return found.head


def test_a_head_by_a_persons_word_stands_until_a_roster_names_another(house: House) -> None:
    hire_with_head(house, "2026-01-01", "ani")
    head(house.engine, "Dinas Kesehatan", name="budi", email="budi@x.example",
         from_on=date(2026, 3, 1), by=ADMIN)  # fmt: skip
    hire_with_head(house, "2026-06-01", "ani")
    same_after_all(house)
    before = [leader(house, date(2026, month, 2)) for month in (2, 3, 7)]

    hire_with_head(house, "2026-09-01", "candra")

    assert before == ["ani", "budi", "budi"]
    assert leader(house, date(2026, 9, 2)) == "candra"
    same_after_all(house)


def test_a_head_of_an_unknown_opd_is_refused(house: House) -> None:
    with pytest.raises(DecisionError):
        head(house.engine, "Dinas yang tidak ada", name=None, email=None,
             from_on=date(2026, 3, 1), by=ADMIN)  # fmt: skip

    assert house.decided("opd_head") == 0


def test_a_discarded_row_that_counted_before_counts_no_longer(house: House) -> None:
    house.bring("a.csv", [row(1), row(2)])
    house.bring("a.csv", [row(1, jp="dua puluh"), row(2)])

    discard_quarantine(house.engine, house.quarantine()[0].id, ADMIN)

    assert house.jp(1) == 0
    assert house.jp(2) == 2000
    (left,) = [r for r in house.records() if r["nip"] == nip_of(1)]
    assert (left["counted"], left["reason"]) == (False, "rejected")
    same_after_all(house)


def test_a_rejected_row_counts_no_longer_for_whom_it_counted_before(house: House) -> None:
    house.bring("a.csv", [row(1, name=staff(1).name)])
    house.hire([replace(staff(1), name="Zubaedah Xaverius"), *(staff(n) for n in range(2, 41))])
    house.sync()
    assert [q.reason for q in house.review()] == ["name_differs"]
    assert house.jp(1) == 2000

    reject_review(house.engine, house.review()[0].id, ADMIN)

    assert house.jp(1) == 0
    same_after_all(house)
