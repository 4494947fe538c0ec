"""Have a workbook read in a child process, and believe only the JSON that it answers.

A hostile file may make calamine abort or eat memory: then the child dies alone. Input and output
go through unnamed files, so that no pipe can fill up and the kernel caps the answer.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from connectors.tabular.grid import Cell, FileUnreadableError, Grid, Limits, Merge, Row
from connectors.tabular.values import number_cell

_CHILD = (sys.executable, "-P", "-s", "-m", "connectors.tabular.child")
_PACKAGES = Path(__file__).resolve().parents[2]
_DIED_OF: Mapping[int, str] = {
    signal.SIGABRT: "memory",
    signal.SIGKILL: "killed",
    signal.SIGXCPU: "cpu_time",
    signal.SIGXFSZ: "answer_too_large",
}
_ADVICE = "Bagi menjadi beberapa berkas, atau ekspor sebagai CSV."
_MESSAGES = {
    "memory": f"Buku kerja terlalu besar untuk dibaca (memori habis). {_ADVICE}",
    "killed": f"Pembacaan buku kerja dihentikan oleh sistem. {_ADVICE}",
    "cpu_time": f"Buku kerja terlalu rumit (waktu baca habis). {_ADVICE}",
    "timeout": f"Buku kerja terlalu lama dibaca. {_ADVICE}",
    "answer_too_large": f"Isi buku kerja terlalu besar. {_ADVICE}",
    "child_died": f"Buku kerja tidak dapat dibaca dengan aman. {_ADVICE}",
}


def read_in_child(
    body: bytes, kind: str, *, name: str, limits: Limits, program: Sequence[str] = _CHILD
) -> list[Grid]:
    """Read a workbook or a web page.

    Args:
        body: the file.
        kind: `zip`, `ole` or `html`, as its first bytes said.
        name: of the file; tells a person when it promises something else.
        limits: what reading may cost.
        program: what reads it; tests put a bad one here.

    Raises:
        FileUnreadableError: the child refused the file, or died of it.

    """
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(body)
        question.seek(0)
        _run([*program, kind, json.dumps(asdict(limits))], question, answer, limits)
        sheets = _sheets(answer, limits)
    try:
        return [_grid(sheet, name) for sheet in sheets]
    except (KeyError, TypeError, ValueError) as error:
        raise _dead("child_died") from error


def _run(command: list[str], question: IO[bytes], answer: IO[bytes], limits: Limits) -> None:
    """Run the child to its end, or to ours."""
    try:
        done = subprocess.run(  # noqa: S603 our own program, the file is on its standard input
            command,
            stdin=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            timeout=limits.wall_seconds,
            check=False,
            close_fds=True,
            # Ctrl-C in a terminal is meant for us: a child that died by it would blame the file.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise _dead("timeout") from error
    if done.returncode < 0:
        raise _dead(_DIED_OF.get(-done.returncode, "child_died"))
    if done.returncode > 0:
        raise _dead("child_died")


def _environment() -> dict[str, str]:
    """Give the child nothing of ours, in particular no secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"PYTHONPATH": str(_PACKAGES), "LC_ALL": "C.UTF-8"}


def _sheets(answer: IO[bytes], limits: Limits) -> list[dict[str, Any]]:
    answer.seek(0)
    written = answer.read(limits.answer_bytes + 1)
    if len(written) > limits.answer_bytes:
        raise _dead("answer_too_large")
    try:
        told = json.loads(written)
        if "error" in told:
            error = told["error"]
            code, message = str(error["code"]), str(error["message"])
            locator = error["locator"]
            raise FileUnreadableError(
                code, message or _MESSAGES[code], None if locator is None else str(locator)
            )
        return list(told["sheets"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _dead("child_died") from error


def _grid(sheet: dict[str, Any], file_name: str) -> Grid:
    name = str(sheet["name"])
    rows: list[Row] = [
        [cell if type(cell) is str else _cell(cell) for cell in row] for row in sheet["rows"]
    ]
    kind = str(sheet["dialect"])
    is_other = kind in ("HTML", "ODS", "XLSX") and file_name.lower().endswith(".xls")
    return Grid(
        name=name,
        rows=rows,
        locators=[f"{name}!{at}" for at in range(1, len(rows) + 1)],
        dialect=f"XLS yang sebenarnya {kind}" if is_other else kind,
        hidden=bool(sheet["hidden"]),
        merges=tuple(Merge(*map(int, merge)) for merge in sheet["merges"]),
        hidden_rows=frozenset(map(int, sheet["hidden_rows"])),
        hidden_columns=frozenset(map(int, sheet["hidden_columns"])),
        epoch_1904=bool(sheet["epoch_1904"]),
    )


def _cell(value: object) -> Cell | str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_cell(float(value))
        case None:
            return ""
        case _:
            return str(value)


def _dead(code: str) -> FileUnreadableError:
    return FileUnreadableError(code, _MESSAGES[code])
