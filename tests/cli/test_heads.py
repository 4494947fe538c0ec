"""`jampel opd head`: who leads an OPD, from which day, by a person's word."""

from datetime import date

import pytest

from tests.builders import Regency
from tests.cli.conftest import Program
from tests.digest.mailing import put_head

HEALTH = "Dinas Kesehatan"


@pytest.fixture
def filled(program: Program) -> Program:
    """Two OPDs, one with a head since 2020."""

    def put(regency: Regency) -> None:
        put_head(regency.connection, regency.opd(HEALTH), date(2020, 1, 1), "dr. Ani",
                 "ani@dinkes.example")  # fmt: skip
        regency.opd("Dinas Pasar")

    program.fill(put)
    return program


def now(program: Program) -> dict[str, tuple[str | None, str | None]]:
    """Head and address of each OPD today."""
    rows = program("opd", "head", "--json").json()
    return {row["opd"]: (row["head"], row["email"]) for row in rows}


def test_shows_who_leads_each_opd_and_who_has_no_address(filled: Program) -> None:
    assert now(filled) == {HEALTH: ("dr. Ani", "ani@dinkes.example"), "Dinas Pasar": (None, None)}
    assert "1 OPD tanpa alamat" in filled("opd", "head").out


def test_a_head_counts_from_its_day_on(filled: Program) -> None:
    for day in ("2026-11-24", "2026-11-25"):
        words = ["--name", f"Budi {day}", "--email", "b@dinkes.example", "--from", day]
        answer = filled("opd", "head", HEALTH, *words)
        assert answer.code == 0, answer.err

    assert now(filled)[HEALTH] == ("Budi 2026-11-24", "b@dinkes.example")
    told = filled("opd", "head", HEALTH, "--json").json()
    assert [row["from_on"] for row in told] == ["2020-01-01", "2026-11-24", "2026-11-25"]


def test_an_address_alone_is_of_whom_leads_it_on_that_day(filled: Program) -> None:
    filled("opd", "head", "dinas  kesehatan", "--email", "baru@dinkes.example")

    assert now(filled)[HEALTH] == ("dr. Ani", "baru@dinkes.example")


def test_nobody_may_lead_it(filled: Program) -> None:
    assert filled("opd", "head", HEALTH, "--vacant").code == 0

    assert now(filled)[HEALTH] == (None, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--email", "a@b.example"], "OPD mana"),
        ([HEALTH, "--name", "Budi"], "--email"),
        ([HEALTH, "--from", "2026-12-01"], "--email"),
        ([HEALTH, "--vacant", "--email", "a@b.example"], "salah satu"),
        ([HEALTH, "--email", "kepala"], "bukan alamat"),
    ],
)
def test_what_makes_no_sense_changes_nothing(filled: Program, words: list[str], said: str) -> None:
    before = now(filled)

    answer = filled("opd", "head", *words)

    assert (answer.code, said in answer.err) == (2, True)
    assert now(filled) == before


def test_an_unknown_opd_is_told(filled: Program) -> None:
    for words in ([], ["--vacant"]):
        answer = filled("opd", "head", "Dinas Entah", *words)

        assert answer.code == 1
        assert "Dinas Entah" in answer.err
