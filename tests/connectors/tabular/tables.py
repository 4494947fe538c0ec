"""Small files of invented trainings, and how they are read."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from connectors.contract import Kind, Table
from connectors.tabular.options import TableOptions
from connectors.tabular.table import read_table

HEADING = ("No", "NIP", "Nama", "Nama Pelatihan", "Tanggal", "JP")
NIP = "198702032011011001"


def text_file(rows: Sequence[Sequence[str]]) -> bytes:
    """A file of these rows; each cell is quoted."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return buffer.getvalue().encode()


def read(body: bytes, kind: Kind = Kind.TRAINING, **options: Any) -> Table:
    """The table that stands in a file, read as a source with these options does."""
    known = TableOptions(**options)
    return read_table(body, name="x.csv", kind=kind, options=known, context={})
