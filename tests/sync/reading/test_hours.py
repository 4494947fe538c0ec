"""Hours as printed become JP, never more than was taught."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.hours import HoursUnreadableError, Length, Unit, to_jp, to_length


@pytest.mark.parametrize(
    "printed",
    ["20", "20 JP", "20JP", "20,0", "20.00", "20 JPL", "20 jp.", "20 J.P.", "± 20 JP", "+/- 20 JP",
     "20 Jam Pelajaran", "20 jam", "20 (dua puluh) jam pelajaran", "20 (duapuluh) JP",
     "20 (dua puluh jam pelajaran)", "20 JP (dua puluh jam)", "20 JP (daring)", "20 JP @ 45 menit",
     "900 menit", "900 mnt", "15 x 60 menit", "20x45'", "20 x 45 menit", "20 × 45′", "20 x 45",
     "20 JP x 45 menit", "5 x 4 JP", "\u00a020\u00a0JP\u200b", "15 jam 0 menit", "２０ JP"],
)  # fmt: skip
def test_reads_twenty_jp_in_every_form(printed: str) -> None:
    assert to_jp(printed) == Decimal("20.00")
    assert str(to_jp(printed)) == "20.00"


@pytest.mark.parametrize(
    ("printed", "jp"),
    [
        ("15,5 JP", "15.50"),
        ("1.5", "1.50"),
        ("26.67", "26.67"),
        ("0,129", "0.12"),
        ("2.0049", "2.00"),
        ("3 jam 30 menit", "4.66"),
        ("3 jam, 30 menit", "4.66"),
        ("1 jam dan 30 menit", "2.00"),
        ("100 menit", "2.22"),
        ("1.000 menit", "22.22"),
        ("2 x 60 menit", "2.66"),
        ("2x45'", "2.00"),
        ("999", "999.00"),
        ("0.01", "0.01"),
        ("20,5 (dua puluh koma lima) JP", "20.50"),
    ],
)
def test_rounds_down_to_hundredths(printed: str, jp: str) -> None:
    assert str(to_jp(printed)) == jp


@pytest.mark.parametrize(
    ("printed", "jp"),
    [("15 jam", "20.00"), ("1,5 jam", "2.00"), ("2 hours", "2.66"), ("15", "15.00"),
     ("15 JP", "15.00"),
     ("15 jam pelajaran", "15.00"), ("90 menit", "2.00"), ("3 jam 30 menit", "4.66"),
     ("2 x 3 jam", "8.00")],
)  # fmt: skip
def test_takes_jam_for_clock_hours_where_the_source_says_so(printed: str, jp: str) -> None:
    assert str(to_jp(printed, jam=Unit.CLOCK_HOURS)) == jp


@pytest.mark.parametrize(
    "printed",
    ["", "-3 JP", "dua puluh", "20 JP 30", "1e3", "0", "0 JP", "0,009", "999,01", "1000", "1.000",
     "20.000", "0.500", "1234.567", "1,000.5", "1.2.3", "20-30 JP", "2 hari", "3 kali",
     "20 (dua puluh satu) JP", "20 (dua puluh menit) jam", "20 JP (20)", "JP", "2 x JP", "2 x 60",
     "2 JP x 3 JP", "45000 menit", "x", "1,2,3 x 45'", "1,2,3 jam 30 menit", "lulus (dua puluh)",
     "20,5 (dua puluh)", "1,2,3 JP"],
)  # fmt: skip
def test_refuses_what_it_cannot_read_for_certain(printed: str) -> None:
    with pytest.raises(HoursUnreadableError):
        to_jp(printed)


@given(st.integers(1, 44000))
def test_never_credits_time_that_was_not_taught(minutes: int) -> None:
    jp = to_jp(f"{minutes} menit")

    assert jp * 45 <= minutes < (jp + Decimal("0.01")) * 45


@given(st.integers(0, 400), st.integers(0, 59))
def test_hours_and_minutes_are_the_minutes_they_are(hours: int, minutes: int) -> None:
    if hours or minutes:
        assert to_jp(f"{hours} jam {minutes} menit") == to_jp(f"{hours * 60 + minutes} menit")


@given(
    st.decimals("0.01", 999, places=2),
    st.sampled_from(["{}", "{} JP", "{}JPL", "± {} jam pelajaran"]),
)
def test_reads_every_amount_back(jp: Decimal, form: str) -> None:
    assert to_jp(form.format(str(jp).replace(".", ","))) == jp
    assert to_jp(form.format(jp)) == jp


@given(st.text() | st.text(alphabet="0123456789.,xjpam ()@'-"))
def test_fails_on_any_text_in_its_own_way_only(text: str) -> None:
    try:
        jp = to_jp(text)
    except HoursUnreadableError:
        return
    assert 0 < jp <= 999
    assert jp == jp.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("printed", "length"),
    [
        ("2 hari", Length(2, None)),
        ("2 (dua) hari", Length(2, None)),
        ("± 5 Hari Kerja", Length(5, None)),
        ("3 days", Length(3, None)),
        ("3 kali", Length(None, 3)),
        ("3x", Length(None, 3)),
    ],
)
def test_reads_days_and_times(printed: str, length: Length) -> None:
    assert to_length(printed) == length


@pytest.mark.parametrize(
    "printed",
    ["", "3", "1 minggu", "2 bulan", "0 hari", "2 (tiga) hari", "20 JP", "1,5 hari", "hari"],
)
def test_takes_nothing_uncertain_for_a_length(printed: str) -> None:
    assert to_length(printed) is None


@given(st.text())
def test_no_text_breaks_a_length(text: str) -> None:
    length = to_length(text)

    assert length is None or (length.days is None) != (length.times is None)
