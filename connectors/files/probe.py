"""What stands in a folder, and how it would be read."""

from collections.abc import Sequence
from pathlib import Path

from connectors.contract import Connector, Kind, Table
from connectors.files.connector import page_of
from connectors.files.folder import Entry, Place
from connectors.files.opened import Sizes, TooLargeError, TouchedError, parts_of
from connectors.files.troubles import why
from connectors.probe import Lack, Probe

MOST_READ = 20
"""So many files are read to see what is in them, the newest first."""
MOST_TOLD = 10
_NEEDED = {
    Kind.TRAINING: (
        (("nip", "name"), "siapa pesertanya (kolom NIP atau Nama)"),
        (("title",), "judul pelatihannya"),
        (("end_on", "start_on", "date_range", "certificate_on", "year"), "tanggalnya"),
        (("jp", "length", "form"), "JP-nya"),
    ),
    Kind.ROSTER: ((("nip", "head_name", "abbreviation"), "NIP-nya"),),
}


def look(connector: Connector, path: Path, sizes: Sizes, kind: Kind) -> Probe:
    """Look at a folder.

    Raises:
        OSError: it cannot be read.

    """
    place = Place.of(path)
    entries = sorted(place.entries(), key=lambda one: one.stamp[1], reverse=True)
    lacks = [Lack(one.name, one.refused) for one in entries if one.refused]
    readable = [one for one in entries if not one.refused]
    rows = 0
    for entry in readable[:MOST_READ]:
        found, lack = _read(connector, place, entry, sizes, kind)
        rows += found
        lacks += [lack] if lack else []
    return Probe(
        way=f"berkas di {place.folder} yang cocok dengan {'/'.join(place.pattern)}, menurut judul "
        "kolomnya",
        counts={"files": len(readable), "rows": rows},
        notes=tuple(_notes(readable, kind)),
        lacks=tuple(_fewer(lacks)),
    )


def _read(
    connector: Connector, place: Place, entry: Entry, sizes: Sizes, kind: Kind
) -> tuple[int, Lack | None]:
    """Read a file, or the first part of a large one: the number of good rows, and what is wrong."""
    try:
        part = next(parts_of(place.folder, entry, sizes))
    except (TouchedError, TooLargeError) as error:
        still = isinstance(error, TouchedError)
        return 0, Lack(entry.name, "masih ditulis" if still else "terlalu besar untuk sumber ini")
    except OSError as error:
        return 0, Lack(entry.name, why(error))
    table = connector.read(page_of(entry, part, None))
    good = table.rows.filter(table.rows["ignored"].is_null() & table.rows["refused"].is_null())
    return good.height, _lack(entry, table, set(good.columns), good.height, kind)


def _lack(entry: Entry, table: Table, fields: set[str], good: int, kind: Kind) -> Lack | None:
    refused = table.rows["refused_value"].drop_nulls().to_list()
    if not good:
        reason = refused[0] if refused else "Tidak ada judul kolom yang dikenal."
        return Lack(entry.name, f"{reason} Lihat: jampel preview {entry.name}")
    missing = [what for names, what in _NEEDED[kind] if not fields & set(names)]
    if missing:
        say_so = "tidak ada kolom yang dikenal untuk itu; sebut di columns atau defaults"
        return Lack(f"{entry.name}: {', '.join(missing)}", f"{say_so} (lihat: jampel preview)")
    if refused:
        return Lack(f"{len(refused)} baris {entry.name}", str(refused[0]))
    return None


def _notes(readable: Sequence[Entry], kind: Kind) -> list[str]:
    if not readable:
        what = "data induk" if kind is Kind.ROSTER else "ekspor sumber ini"
        return [f"belum ada berkas; taruh {what} di folder itu"]
    if len(readable) > MOST_READ:
        return [f"yang dicoba dibaca: {MOST_READ} berkas terbaru"]
    return []


def _fewer(lacks: list[Lack]) -> list[Lack]:
    if len(lacks) <= MOST_TOLD:
        return lacks
    more = len(lacks) - MOST_TOLD
    return [*lacks[:MOST_TOLD], Lack(f"{more} berkas lagi", "sebab serupa")]
