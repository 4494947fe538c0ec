"""The process in which foreign workbooks are read: it may die, its parent may not.

`python -P -m connectors.tabular.child FORMAT LIMITS` reads a file on standard input and answers
JSON on standard output: `{"sheets": [...]}` or `{"error": {...}}`. It limits itself before it
looks at a byte. Never import polars here: it costs half a second.
"""

import json
import resource
import sys
from typing import Any

from python_calamine import PasswordError

from connectors.tabular.grid import FileUnreadableError, Limits
from connectors.tabular.html import read_html
from connectors.tabular.ods import read_ods
from connectors.tabular.prescan import Archive, open_archive
from connectors.tabular.values import moment_text
from connectors.tabular.xls import read_xls
from connectors.tabular.xlsx import read_xlsx

_DAMAGED = "Berkas rusak dan tidak dapat dibaca. Buka lalu simpan ulang sebagai XLSX."


def main(arguments: list[str]) -> int:
    """Read, answer, and end."""
    kind, limits = arguments[0], Limits(**json.loads(arguments[1]))
    limit_this_process(limits)
    answer: dict[str, object]
    try:
        answer = {"sheets": _read(sys.stdin.buffer.read(), kind, limits)}
        written = json.dumps(answer, default=_as_json, separators=(",", ":"))
    except FileUnreadableError as error:
        told = {"code": error.code, "message": error.message, "locator": error.locator}
        written = json.dumps({"error": told})
    except MemoryError:
        written = json.dumps({"error": {"code": "memory", "message": "", "locator": None}})
    sys.stdout.write(written)
    sys.stdout.flush()
    return 0


def limit_this_process(limits: Limits) -> None:
    """Let the kernel end this process when it takes too much."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.answer_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)  # noqa: PLW2901 the machine may be stricter
        resource.setrlimit(what, (most, hard))


def _read(body: bytes, kind: str, limits: Limits) -> list[Any]:
    """Read by format; what the libraries raise means that the file is damaged."""
    try:
        match kind:
            case "zip":
                return _read_zip(body, limits)
            case "ole":
                return list(read_xls(body, limits))
            case _:
                return list(read_html(body, limits))
    except (FileUnreadableError, MemoryError):
        raise
    except PasswordError as error:
        raise FileUnreadableError(
            "password", "Berkas dilindungi kata sandi. Minta dikirim ulang tanpa kata sandi."
        ) from error
    except Exception as error:
        raise FileUnreadableError("damaged", _DAMAGED) from error


def _read_zip(body: bytes, limits: Limits) -> list[Any]:
    archive = open_archive(body, limits)
    names = {name.lower() for name in archive.entries}
    if any(name.endswith("workbook.xml") for name in names):
        return list(read_xlsx(archive))
    if "xl/workbook.bin" in names:
        raise FileUnreadableError("xlsb", "Berkas ini XLSB. Buka lalu simpan ulang sebagai XLSX.")
    if "content.xml" in names and "spreadsheet" in _mimetype(archive):
        return list(read_ods(archive))
    if names & {"word/document.xml", "ppt/presentation.xml", "content.xml"}:
        raise FileUnreadableError(
            "document", "Berkas ini dokumen atau presentasi, bukan buku kerja."
        )
    raise FileUnreadableError(
        "archive", "Berkas ini arsip ZIP. Buka arsipnya dan taruh isinya di folder."
    )


def _mimetype(archive: Archive) -> str:
    if "mimetype" not in archive.entries:
        return ""
    return archive.read("mimetype")[:200].decode("ascii", "replace")


def _as_json(value: object) -> str:
    return moment_text(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
