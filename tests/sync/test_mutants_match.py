"""Whose row it is, asked of the matching itself: each way to an employee, and each question."""

import pytest

from sync.match import Directory, MatchSettings
from tests.sync.asking import (
    ARCHIVE,
    BUDI,
    BUDI_BEFORE,
    DIRECTORY,
    HEALTH,
    OPDS,
    OURS,
    SITI,
    SITI_OF_THE_ARCHIVE,
    nips,
    one,
    person,
    row,
)


@pytest.mark.parametrize("name", ["siti rahayu", None])
def test_a_known_nip_with_its_name_or_without_any_is_matched(name: str | None) -> None:
    assert one(row(valid=SITI.nip, name_folded=name)) == (1, "nip", None)


def test_a_known_nip_with_a_like_name_is_matched_and_says_so() -> None:
    assert one(row(valid=SITI.nip, name_folded="siti rahayuu")) == (1, "nip_and_like_name", None)


def test_names_are_like_from_seventy_five_on() -> None:
    roster = Directory([person(1, "abcdefgh", nip=SITI.nip)], OPDS)

    assert one(row(valid=SITI.nip, name_folded="abcdefxy"), directory=roster)[1] == (
        "nip_and_like_name"
    )
    assert one(row(valid=SITI.nip, name_folded="abcdexyz"), directory=roster)[2] == "name_differs"


def test_a_known_nip_with_another_name_asks_and_proposes_both() -> None:
    facts = row(valid=SITI.nip, name_folded="budi santoso")

    assert one(facts) == (None, None, "name_differs")
    assert nips(facts) == [SITI.nip, BUDI.nip, BUDI_BEFORE.nip]


def test_an_unknown_nip_asks_and_proposes_who_has_that_name() -> None:
    unknown = "197001011995011001"

    assert one(row(valid=unknown, name_folded="siti rahayu")) == (None, None, "nip_unknown")
    assert nips(row(valid=unknown, name_folded="siti rahayu")) == [
        SITI.nip,
        SITI_OF_THE_ARCHIVE.nip,
    ]
    assert nips(row(valid=unknown, name_folded="siti rahayu", opd="Dinas Kearsipan")) == [
        SITI_OF_THE_ARCHIVE.nip
    ]
    assert nips(row(valid=unknown, name_folded="siti rahayu", unit="Dinas Kearsipan")) == [
        SITI_OF_THE_ARCHIVE.nip
    ]
    assert nips(row(valid=unknown)) == []


def test_an_invalid_nip_asks_and_proposes_who_has_that_name() -> None:
    facts = row(nip_kind="invalid", nip="123", name_folded="siti rahayu", opd="Dinas Kesehatan")

    assert one(facts) == (None, None, "nip_invalid")
    assert nips(facts) == [SITI.nip]
    assert nips(facts | {"opd": None, "unit": "Dinas Kearsipan"}) == [SITI_OF_THE_ARCHIVE.nip]


def test_equal_names_of_another_opd_come_before_like_ones() -> None:
    facts = row(nip_kind="invalid", nip="1", opd="Dinas Kearsipan")

    assert nips(facts | {"name_folded": "budi santoso"}) == [BUDI.nip, BUDI_BEFORE.nip]
    assert nips(facts | {"name_folded": "siti rahayuu"}) == [SITI_OF_THE_ARCHIVE.nip]
    assert nips(facts | {"name_folded": "siti rahayuu", "opd": None}) == []
    assert nips(facts | {"name_folded": "siti", "opd": "Dinas Kearsipan"}) == []


def test_at_most_five_like_names_are_proposed() -> None:
    alike = [person(n, f"siti rahayu{'abcdefg'[n]}", nip=f"19850101201001200{n}")
             for n in range(1, 7)]  # fmt: skip
    facts = row(nip_kind="invalid", nip="1", name_folded="siti rahayu", opd="Dinas Kesehatan")

    assert len(nips(facts, directory=Directory(alike, OPDS))) == 5


DAMAGED = ["1.98501012010012E+17", "198501012010012000"]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_nip_of_one_person_of_that_name_is_repaired(text: str) -> None:
    assert one(row(nip_kind="lossy", nip=text, name_folded="siti rahayu")) == (
        1, "nip_repaired", None,
    )  # fmt: skip


def test_a_damaged_number_is_repaired_too() -> None:
    facts = row(nip_kind="lossy", nip="1.985E+17", nip_number="1.98501012010012e+17",
                name_folded="siti rahayu")  # fmt: skip

    assert one(facts) == (1, "nip_repaired", None)


def test_the_number_of_a_cell_tells_namesakes_apart_that_its_text_does_not() -> None:
    namesakes = [person(n, "siti rahayu", nip=f"19850{n}012010012001") for n in (1, 7)]
    facts = row(nip_kind="lossy", nip="1.985E+17", nip_number="1.98501012010012e+17",
                name_folded="siti rahayu")  # fmt: skip

    assert one(facts, directory=Directory(namesakes, OPDS)) == (1, "nip_repaired", None)


@pytest.mark.parametrize("name", ["siti rahayuu", "budi santoso", None])
def test_a_damaged_nip_with_another_name_asks(name: str | None) -> None:
    facts = row(nip_kind="lossy", nip=DAMAGED[0], name_folded=name)

    assert one(facts) == (None, None, "nip_lossy")
    assert nips(facts) == [SITI.nip]


def test_a_nip_with_fewer_than_fifteen_digits_left_asks() -> None:
    facts = row(nip_kind="lossy", nip="1.9850101201001E+17", name_folded="siti rahayu")

    assert one(facts) == (None, None, "nip_lossy")
    assert nips(facts) == [SITI.nip]


def test_a_damaged_nip_of_several_people_is_of_the_only_one_so_named() -> None:
    twins = [person(n, name, nip=f"19850101201001200{n}")
             for n, name in [(1, "andi"), (3, "siti rahayu"), (4, "tono")]]  # fmt: skip
    facts = row(nip_kind="lossy", nip=DAMAGED[0], name_folded="siti rahayu")

    assert one(facts, directory=Directory(twins, OPDS)) == (3, "nip_repaired", None)


def test_a_damaged_nip_of_two_equally_named_asks_and_names_them_first() -> None:
    twins = [person(n, name, nip=f"19850101201001200{n}")
             for n, name in [(1, "andi"), (2, "budi"), (3, "siti rahayu"), (4, "tono"),
                             (5, "siti rahayu"), (6, "wawan")]]  # fmt: skip
    facts = row(nip_kind="lossy", nip=DAMAGED[0], name_folded="siti rahayu")
    roster = Directory(twins, OPDS)

    assert one(facts, directory=roster) == (None, None, "nip_lossy")
    assert [nip[-1] for nip in nips(facts, directory=roster)] == ["3", "5", "1", "2", "4"]


def test_an_address_of_one_person_is_enough() -> None:
    assert one(row(email="SITI@serang.example")) == (1, "email", None)


def test_of_one_persons_two_nips_the_later_one_is_taken() -> None:
    assert one(row(email="budi@serang.example")) == (2, "email", None)
    backwards = Directory([BUDI_BEFORE, BUDI], OPDS)
    assert one(row(email="budi@serang.example"), directory=backwards) == (2, "email", None)


def test_an_address_of_two_people_asks() -> None:
    shared = Directory([SITI, person(5, "andi", nip="199005052015051005",
                                     email="siti@serang.example")], OPDS)  # fmt: skip

    assert one(row(email="siti@serang.example"), directory=shared) == (None, None, "no_nip")
    assert nips(row(email="siti@serang.example"), directory=shared) == [
        SITI.nip, "199005052015051005",
    ]  # fmt: skip
    named = row(email="siti@serang.example", name_folded="andi", opd="Dinas Kesehatan")
    assert nips(named, directory=shared) == ["199005052015051005"]


def test_a_name_and_an_opd_are_enough_only_where_the_setting_says_so() -> None:
    facts = row(name_folded="siti rahayu", opd="Dinas Kearsipan")
    accepting = MatchSettings(OURS, accept_name_and_opd=True)

    assert one(facts) == (None, None, "no_nip")
    assert nips(facts) == [SITI_OF_THE_ARCHIVE.nip]
    assert one(facts, settings=accepting) == (3, "name_and_opd", None)
    by_unit = row(name_folded="siti rahayu", unit="Dinas Kearsipan")
    assert one(by_unit, settings=accepting) == (3, "name_and_opd", None)
    assert one(row(name_folded="siti rahayu"), settings=accepting) == (None, None, "no_nip")
    assert one(row(name_folded="siti rahayuu", opd="Dinas Kearsipan"), settings=accepting) == (
        None, None, "no_nip",
    )  # fmt: skip


def test_a_name_that_two_of_an_opd_bear_asks() -> None:
    twins = Directory([SITI, person(9, "siti rahayu", nip="199101012016012001")], OPDS)
    facts = row(name_folded="siti rahayu", opd="Dinas Kesehatan")
    accepting = MatchSettings(OURS, accept_name_and_opd=True)

    assert one(facts, directory=twins, settings=accepting) == (None, None, "no_nip")
    assert nips(facts, directory=twins) == [SITI.nip, "199101012016012001"]


def test_without_nip_address_or_opd_equal_names_are_proposed_at_most_five() -> None:
    many = Directory([person(n, "siti rahayu", nip=f"19850101201001200{n}") for n in range(1, 8)],
                     OPDS)  # fmt: skip

    assert len(nips(row(name_folded="siti rahayu"), directory=many)) == 5
    assert nips(row()) == []


def test_the_first_text_that_names_an_opd_decides() -> None:
    assert DIRECTORY.opd_id("Dinas Kearsipan", "Dinas Kesehatan") == ARCHIVE
    assert DIRECTORY.opd_id("Dinas Lain", "Dinas Kesehatan") == HEALTH
    assert DIRECTORY.opd_id(None, "", "DINAS KESEHATAN Kab. Serang") == HEALTH
    assert DIRECTORY.opd_id("Dinas Kesehata") is None


def test_the_number_of_a_cell_tells_more_than_what_it_shows() -> None:
    roster = Directory([SITI, person(7, "tono", nip="198502012010011007")], OPDS)
    facts = row(nip_kind="lossy", nip="1.985E+17", name_folded="siti rahayu")

    assert nips(facts, directory=roster) == [SITI.nip, "198502012010011007"]
    told = facts | {"nip_number": "1.98501012010012e+17"}
    assert one(told, directory=roster) == (1, "nip_repaired", None)


def test_an_address_that_nobody_has_says_nothing() -> None:
    facts = row(email="nobody@serang.example", name_folded="siti rahayu")

    assert nips(facts) == [SITI.nip, SITI_OF_THE_ARCHIVE.nip]


def test_a_name_alone_is_never_enough() -> None:
    accepting = MatchSettings(OURS, accept_name_and_opd=True)
    facts = row(name_folded="siti rahayu")

    assert one(facts, directory=Directory([SITI], OPDS), settings=accepting) == (
        None, None, "no_nip",
    )  # fmt: skip


def test_without_a_nip_like_names_of_the_opd_are_proposed() -> None:
    assert nips(row(name_folded="siti rahayuu", opd="Dinas Kearsipan")) == [SITI_OF_THE_ARCHIVE.nip]
