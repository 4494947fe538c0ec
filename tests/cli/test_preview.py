"""What `preview` says of a file, in the words of its reader."""

import tomllib
from pathlib import Path

import pytest

from cli.preview import REASONS
from connectors.tabular.headings import SYNONYMS
from tests.cli.conftest import Program

HEAD = "No;NIP;Nama;Pangkat;Nama Pelatihan;Tanggal;JP;Status\n"
ROW = "1;198503102010011001;Budi;III/a;Arsip;3 Maret 2026;20;Lulus\n"


def drop(program: Program, name: str, body: bytes) -> str:
    path = program.folder / name
    path.write_bytes(body)
    return str(path)


def test_a_column_is_told_why_it_is_read_or_not(program: Program) -> None:
    answer = program("preview", drop(program, "rekap.csv", (HEAD + ROW).encode()))

    assert "nomor urut" in answer.out
    assert "pangkat, tidak dipakai" in answer.out
    assert "not used" not in answer.out


def test_before_any_roster_it_says_why_nobody_is_known(program: Program) -> None:
    path = drop(program, "rekap.csv", (HEAD + ROW).encode())

    answer = program("preview", path)

    assert "Daftar pegawai belum dimuat" in answer.out
    assert program("preview", path, "--json").json()["knows_employees"] is False


def test_a_file_that_cannot_be_read_says_why(program: Program) -> None:
    answer = program("preview", drop(program, "rekap.xlsx", b"PK\x03\x04" + b"\0" * 50))

    assert "tidak dapat dibaca, sebabnya di bawah" in answer.out
    assert "rekap.xlsx: Berkas rusak" in answer.out


def test_groups_and_beaten_columns_are_told_in_words(program: Program) -> None:
    heading = "NIP;Nama;Nama Sertifikat 1;JP 1;Nama Sertifikat 2;JP 2\n"
    wide = heading + "198503102010011001;Budi;Arsip;20;Senam;10\n"
    narrow = "NIP;Nama;Nama Pelatihan;Tanggal;JP;Status;Kualifikasi\n"

    assert "kelompok 2" in program("preview", drop(program, "a.csv", wide.encode())).out
    answer = program("preview", drop(program, "b.csv", narrow.encode() + b";;Arsip;;20;;Baik\n"))
    assert 'kolom "Status" lebih tepat' in answer.out


def test_a_roster_is_counted(program: Program) -> None:
    config = program.folder / "jampel.toml"
    config.write_text(config.read_text("utf-8") + '[roster]\npath = "roster/*"\n', "utf-8")
    body = (
        b"NIP;Nama;Perangkat Daerah\n198503102010011001;Budi;Dinas Sosial\n12;Siti;Dinas Sosial\n"
    )

    answer = program("preview", drop(program, "pegawai.csv", body), "--source", "roster")

    assert "2 baris dibaca = 1 dapat dihitung + 1 karantina" in answer.out


@pytest.mark.parametrize("why", tomllib.loads(Path(SYNONYMS).read_text())["unused"])
def test_each_reason_has_words(why: str) -> None:
    assert why in REASONS or f"not used: {why}" in REASONS
