"""The one door: bytes of a file, whatever it is called, to grids of cells."""

from collections.abc import Mapping

from connectors.tabular.delimited import cut, physical_lines
from connectors.tabular.dialect import find_dialect
from connectors.tabular.grid import FileUnreadableError, Grid, Limits
from connectors.tabular.parts import Context
from connectors.tabular.proven import cut_plain
from connectors.tabular.sniff import Format, recognise
from connectors.tabular.text import decode
from connectors.tabular.workbook import read_in_child

_DEFAULT_LIMITS = Limits()


def read_grids(
    body: bytes,
    *,
    name: str,
    limits: Limits = _DEFAULT_LIMITS,
    context: Mapping[str, str] | None = None,
) -> list[Grid]:
    """Read a file, or one part of a text file, as grids of cells.

    Args:
        body: the bytes; what they are is decided by them, never by the name.
        name: of the file; only told to a person where it promises something else.
        limits: what the file may cost.
        context: of the part, as `parts.split_text` gave it; empty for a whole file.

    Raises:
        FileUnreadableError: no row can be read; says why and what to do.

    """
    known = Context.of(context or {})
    found = Format.TEXT if known is not None and known.line > 1 else recognise(body)
    match found:
        case Format.TEXT:
            return [_read_text(body, name, known)]
        case Format.ZIP | Format.OLE | Format.HTML:
            if len(body) > limits.body_bytes:
                raise FileUnreadableError(
                    "too_large",
                    f"Berkas lebih besar dari {limits.body_bytes // 1024**2} MB. "
                    "Ekspor ulang sebagai CSV.",
                )
            return read_in_child(body, found, name=name, limits=limits)


def _read_text(body: bytes, name: str, known: Context | None) -> Grid:
    first = known.line if known else 1
    text = decode(body, encoding=known.encoding if known else None, first_line=first)
    dialect = known.dialect if known else find_dialect(text.text)
    really = " (XLS yang sebenarnya teks)" if name.lower().endswith((".xls", ".xlsx")) else ""
    shown = f"{text.shown}, {dialect.shown}{really}"
    plain = cut_plain(text.text, dialect)
    if plain is not None:
        return Grid("", plain, [f"line {first + line}" for line in range(len(plain))], shown)
    found = cut(physical_lines(text.text), dialect.delimiter, dialect.width)
    return Grid(
        name="",
        rows=found.rows,
        locators=[f"line {first + line}" for line in found.lines],
        dialect=shown,
        malformed=tuple((f"line {first + line}", wrong) for line, wrong in found.malformed),
    )
