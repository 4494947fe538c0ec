import pytest

from connectors.contract import FIELDS, ROSTER_FIELDS, Kind
from connectors.tabular.headings import _known, is_total, numbered, recognise
from connectors.tabular.mapping import ColumnMap, map_columns
from connectors.tabular.options import TableOptions


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NIP", "nip"),
        ("  nip.", "nip"),
        ("N I P", "nip"),
        ("NIP / NI PPPK", "nip"),
        ("NIP\nBaru *", "nip"),
        ("Nama Lengkap\n(dengan gelar)", "name"),
        ("Nama (sesuai SK)", "name"),
        ("Nama / Nama Pegawai", "name"),
        ("Durasi (JP)", "jp"),
        ("Durasi", "length"),
        ("Lama (JP)", "jp"),
        ("Lama", "length"),
        ("Tgl. Mulai", "start_on"),
        ("s.d.", "end_on"),
        ("noSertipikat", "certificate_number"),
        ("Nomor", "certificate_number"),
        ("Hari/Tanggal", "date_range"),
        ("Jenis/Jalur Pengembangan", "form"),
        ("Unit Kerja Eselon 2", "unit"),
        ("gelar_belakang", None),
        ("NIK", None),
        ("Nilai", None),
        ("StatusVerifikasi", None),
        ("Target JP", None),
        ("Pangkat/Gol", None),
    ],
)
def test_headings_mean_what_they_say(heading: str, field: str | None) -> None:
    match = recognise(heading, Kind.TRAINING)

    assert match is not None
    assert match.field == field


@pytest.mark.parametrize("heading", ["", "Jabatan / Unit Kerja", "Budi", "JP Teknis", "x" * 500])
def test_other_headings_mean_nothing(heading: str) -> None:
    assert recognise(heading, Kind.TRAINING) is None


def test_nomor_counts_the_rows_in_the_first_column_only() -> None:
    first = recognise("Nomor", Kind.TRAINING, first=True)

    assert first is not None
    assert first.field is None


@pytest.mark.parametrize(
    ("heading", "field"),
    [("TMT", "start_on"), ("BUP", "end_on"), ("Kedudukan", "legal_position"),
     ("Singkatan", "abbreviation"), ("Email Kepala", "head_email"), ("Gelar Depan", "title_front")],
)  # fmt: skip
def test_a_roster_has_headings_of_its_own(heading: str, field: str) -> None:
    match = recognise(heading, Kind.ROSTER, first=True)

    assert match is not None
    assert match.field == field


@pytest.mark.parametrize(
    ("kind", "fields"), [(Kind.TRAINING, FIELDS), (Kind.ROSTER, ROSTER_FIELDS)]
)
def test_every_field_has_a_synonym_and_no_other_is_named(
    kind: Kind, fields: tuple[str, ...]
) -> None:
    assert {match.field for match in _known(kind).used.values()} == set(fields)


def test_numbers_of_groups_are_cut_off() -> None:
    assert numbered("Nama Sertifikat 12") == ("Nama Sertifikat", 12)
    assert numbered("JP (2)") == ("JP", 2)
    assert numbered("NIP") is None


def test_sums_of_a_person_are_known() -> None:
    assert is_total("JP Total")
    assert not is_total("Jumlah JP")


def mapped(*headings: str, **options: object) -> ColumnMap:
    known = TableOptions(**options)  # type: ignore[arg-type]
    return map_columns([(h,) if h else () for h in headings], Kind.TRAINING, known)


@pytest.mark.parametrize(
    ("headings", "field", "wins"),
    [
        (["Status", "Status Kelulusan", "Predikat"], "result", 1),
        (["Predikat", "Status"], "result", 1),
        (["Predikat", "Nilai"], "result", 0),
        (["Username", "NIP"], "nip", 1),
        (["Jenis Diklat", "Sub Jenis Diklat", "Rumpun Diklat"], "form", 1),
        (["Rumpun Diklat", "Jenis Diklat"], "form", 1),
        (["Nama", "Nama Lengkap dengan Gelar"], "name", 1),
        (["Unit Kerja Eselon 2", "Unit Kerja Eselon 3"], "unit", 0),
        (["Jam", "JP"], "jp", 1),
        (["Durasi Jam", "JPL"], "jp", 1),
        (["Jumlah Jam", "Total JP"], "jp", 0),
    ],
)
def test_the_more_specific_heading_wins(headings: list[str], field: str, wins: int) -> None:
    found = mapped("NIP Peserta", *headings) if field != "nip" else mapped("Nama", *headings)

    assert found.fields[field] == wins + 1
    told = [c.reason for c in found.columns if c.reason.startswith("less specific")]
    assert all(headings[wins] in reason for reason in told)


@pytest.mark.parametrize(
    ("headings", "jp"),
    [
        (["Nama Pelatihan", "Total JP"], "Total JP"),
        (["Nama Pelatihan", "JP", "Total JP"], "JP"),
        (["Nama Pelatihan", "JP Teknis", "Total JP"], None),
        (["Nama Pelatihan", "Total JP", "Target JP"], None),
        (["Total JP"], None),
        (["Nama Pelatihan", "JP", "Jumlah JP"], "Jumlah JP"),
    ],
)
def test_a_persons_total_is_never_a_trainings_jp(headings: list[str], jp: str | None) -> None:
    found = mapped("NIP", *headings)

    assert found.fields.get("jp") == (headings.index(jp) + 1 if jp else None)


def test_what_an_admin_says_wins() -> None:
    found = mapped("NIP", "Pegawai", "Total JP", "JP", columns={"nip": ("pegawai",),
                   "jp": ("TOTAL JP",)}, defaults={"provider": "LAN RI"})  # fmt: skip

    assert found.fields == {"nip": 1, "jp": 2}
    assert [c.reason for c in found.columns] == [
        'less specific than "Pegawai"', "columns", "columns", 'less specific than "Total JP"',
        "defaults",
    ]  # fmt: skip


def test_single_numbered_columns_make_no_wide_recap() -> None:
    found = mapped("NIP", "Nama", "Nama Pelatihan", "Email 1", "JP")

    assert found.groups == {}
    assert found.fields["email"] == 3
