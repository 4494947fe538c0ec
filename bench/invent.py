"""Invent a roster and a year's export with the usual dirt, always the same for the same sizes."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

FIRST = ("Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Wulan", "Hadi", "Nia", "Tono", "Umar")
LAST = ("Rahayu", "Santoso", "Lestari", "Wijaya", "Hartati", "Prabowo", "Kusuma", "Saputra")
TITLES = ("", "", "", ", S.Kom.", ", S.Pd., M.Si.", ", A.Md.Keb.")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
          "Oktober", "November", "Desember")  # fmt: skip
HEADING = ("NIP", "Nama Peserta", "Unit Kerja", "Kode Pelatihan", "Nama Pelatihan",
           "Jenis Pelatihan", "Tanggal Mulai", "Tanggal Selesai", "Jumlah JP", "No. Sertifikat",
           "Status")  # fmt: skip
COURSES = 300
DOUBLED, WITHOUT_NIP, DAMAGED, UNREADABLE = 0.03, 0.05, 0.005, 0.01
Person = tuple[str, str, str]
"""NIP, name, OPD."""


def people(count: int) -> list[Person]:
    """Employees with valid NIPs, each once."""
    chance = random.Random(1)
    found = []
    for number in range(count):
        born = date(1970, 1, 1) + timedelta(days=number % 9000)
        serial = 1 + number // 9000
        nip = f"{born:%Y%m%d}{chance.randint(2010, 2024)}{chance.randint(1, 12):02}1{serial:03}"
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(LAST)}"
        found.append((nip, name + chance.choice(TITLES), f"Dinas Urusan {number % 59 + 1}"))
    return found


def rows(staff: list[Person], count: int) -> Iterator[tuple[str, ...]]:
    """Lines of an export, as different hands print them."""
    chance = random.Random(2)
    before: tuple[str, ...] = ()
    for number in range(count):
        if before and chance.random() < DOUBLED:
            yield before
            continue
        nip, name, opd = chance.choice(staff)
        course = chance.randrange(COURSES)
        start = date(2026, 1, 5) + timedelta(days=chance.randrange(260))
        end = start + timedelta(days=chance.randrange(6))
        jp = "?" if chance.random() < UNREADABLE else _hours(chance, chance.randint(2, 40))
        before = (_nip(chance, nip), name, opd, f"PEL-{course:03}",
                  f"Pelatihan Peningkatan Kompetensi Bidang {course}", "Teknis",
                  _day(chance, start), _day(chance, end), jp, f"LAN-{number:08}/PK/2026",
                  "Lulus")  # fmt: skip
        yield before


def write(folder: Path, *, employees: int, lines: int) -> None:
    """Put `roster.csv` and `export.csv` into the folder."""
    staff = people(employees)
    _write(folder / "roster.csv", ("NIP", "Nama", "OPD"), staff)
    _write(folder / "export.csv", HEADING, rows(staff, lines))


def _write(path: Path, heading: tuple[str, ...], lines: "Iterator[tuple[str, ...]] | list[Person]"
           ) -> None:  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(lines)


def _nip(chance: random.Random, nip: str) -> str:
    kind = chance.random()
    if kind < WITHOUT_NIP:
        return ""
    if kind < WITHOUT_NIP + DAMAGED:
        return f"{float(nip):.5E}"
    spaced = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    return chance.choice((nip, nip, nip, nip, f"'{nip}", spaced))


def _day(chance: random.Random, day: date) -> str:
    named = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return chance.choice((f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", named))


def _hours(chance: random.Random, jp: int) -> str:
    return chance.choice((str(jp), f"{jp} JP", f"{jp},0 JP"))
