"""In which year a training counts, and what of its dates is refused: every edge once."""

from datetime import date

import pytest

from sync.when import When, day_or_none, read_when

LANDED = date(2026, 12, 28)


def read(start: str | None = None, end: str | None = None, span: str | None = None,
         certificate: str | None = None, year: str | None = None, *,
         landed_on: date = LANDED) -> When:  # fmt: skip
    return read_when(start, end, span, certificate, year, landed_on=landed_on)


def test_the_last_day_tells_the_year() -> None:
    assert read("30/12/2025", "02/01/2026") == When(date(2025, 12, 30), date(2026, 1, 2), 2026)


def test_a_last_day_alone_is_the_first_too() -> None:
    day = date(2026, 1, 2)
    assert read(end="02/01/2026") == When(day, day, 2026)


def test_a_first_day_alone_is_the_last_too() -> None:
    day = date(2026, 1, 2)
    assert read(start="02/01/2026") == When(day, day, 2026)


def test_a_span_is_read_unless_a_last_day_stands_beside_it() -> None:
    span = "3 s.d. 5 Maret 2026"

    assert read(span=span) == When(date(2026, 3, 3), date(2026, 3, 5), 2026)
    assert read(start="01/01/2026", span=span) == When(date(2026, 3, 3), date(2026, 3, 5), 2026)
    assert read(end="02/01/2026", span=span) == When(date(2026, 1, 2), date(2026, 1, 2), 2026)


def test_a_range_in_one_cell_gives_both_ends() -> None:
    expected = When(date(2026, 3, 3), date(2026, 3, 5), 2026)

    assert read(end="3 - 5 Maret 2026") == expected
    assert read(start="3 - 5 Maret 2026") == expected
    assert read(start="3 - 4 Maret 2026", end="5 Maret 2026") == expected


def test_a_certificate_tells_the_year_where_no_day_is_told() -> None:
    assert read(certificate="31/12/2025", year="2026") == When(year=2025)


def test_the_printed_year_comes_last() -> None:
    assert read(year="2025") == When(year=2025)


def test_days_come_before_certificate_and_year() -> None:
    assert read(start="01/03/2026", certificate="31/12/2025", year="2024").year == 2026


def test_nothing_told_is_missing_and_blames_what_it_is_told_to() -> None:
    assert read() == When(reason="date_missing", field="end_on")
    blamed = read_when(None, None, None, None, None, landed_on=LANDED, blame="date_range")
    assert blamed == When(reason="date_missing", field="date_range")


@pytest.mark.parametrize(
    ("cells", "reason", "field", "value"),
    [
        ({"end": "04/01/2027"}, None, None, None),
        ({"end": "05/01/2027"}, "date_future", "end_on", "05/01/2027"),
        ({"start": "05/01/2027"}, "date_future", "start_on", "05/01/2027"),
        ({"span": "4 - 5 Januari 2027"}, "date_future", "date_range", "4 - 5 Januari 2027"),
        ({"certificate": "04/01/2027"}, None, None, None),
        ({"certificate": "05/01/2027"}, "date_future", "certificate_on", "05/01/2027"),
        ({"year": "2027"}, None, None, None),
        ({"year": "2028"}, "date_future", "year", "2028"),
        ({"year": "1990"}, None, None, None),
        ({"year": "1989"}, "date_invalid", "year", "1989"),
        ({"end": "01/01/1990"}, None, None, None),
        ({"end": "31/12/1989"}, "date_invalid", "end_on", "31/12/1989"),
        ({"certificate": "01/01/1990"}, None, None, None),
        ({"certificate": "31/12/1989"}, "date_invalid", "certificate_on", "31/12/1989"),
        ({"start": "31/12/1989", "end": "02/01/1990"}, "date_invalid", "start_on", "31/12/1989"),
        ({"start": "01/01/1990", "end": "02/01/1990"}, None, None, None),
        ({"span": "31 Desember 1989 - 2 Januari 1990"}, "date_invalid", "date_range",
         "31 Desember 1989 - 2 Januari 1990"),
        ({"start": "02/03/2026", "end": "01/03/2026"}, "date_invalid", "end_on", "01/03/2026"),
        ({"start": "01/03/2026", "end": "01/03/2026"}, None, None, None),
        ({"end": "31/02/2026"}, "date_invalid", "end_on", "31/02/2026"),
        ({"start": "31/02/2026"}, "date_invalid", "start_on", "31/02/2026"),
        ({"start": "31/02/2026", "end": "01/03/2026"}, "date_invalid", "start_on", "31/02/2026"),
        ({"span": "31/02/2026"}, "date_invalid", "date_range", "31/02/2026"),
        ({"certificate": "31/02/2026"}, "date_invalid", "certificate_on", "31/02/2026"),
        ({"year": "dua ribu"}, "date_invalid", "year", "dua ribu"),
    ],
)  # fmt: skip
def test_what_is_refused_names_its_cell(
    cells: dict[str, str], reason: str | None, field: str | None, value: str | None
) -> None:
    found = read(**cells)  # type: ignore[arg-type]  # texts by the name of their column

    assert (found.reason, found.field, found.value) == (reason, field, value)
    assert (found.year is None) == (reason is not None)


def test_a_year_may_be_next_years_only_within_the_last_week() -> None:
    assert read(year="2027", landed_on=date(2026, 12, 25)).year == 2027
    assert read(year="2027", landed_on=date(2026, 12, 24)).reason == "date_future"


def test_a_day_that_decides_nothing_may_be_unreadable() -> None:
    assert [day_or_none(text) for text in ("02/01/2026", "besok", "", None)] == [
        date(2026, 1, 2), None, None, None,
    ]  # fmt: skip
