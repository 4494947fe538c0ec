"""Hostile workbooks: each is refused by name, and whatever becomes of the child, we live."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.tabular.grid import FileUnreadableError, Limits
from connectors.tabular.read import read_grids
from connectors.tabular.workbook import read_in_child
from tests.connectors.tabular import nasty

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
PARTS = nasty.xlsx_parts(nasty.sheet_xml(ONE))


def code_of(body: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FileUnreadableError) as refused:
        read_grids(body, name="rekap.xlsx", limits=limits or Limits())
    return refused.value.code


def lying_about_its_size() -> bytes:
    body = bytearray(nasty.zipped(PARTS))
    at = body.rfind(b"xl/worksheets/sheet1.xml") - 46
    body[at + 24 : at + 28] = (5).to_bytes(4, "little")
    return bytes(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(nasty.xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
                     "too_far", id="one far cell"),
        pytest.param(nasty.xlsx(ONE + "<row r='1048577'><c r='A1048577'><v>1</v></c></row>"),
                     "too_far", id="a row beyond the last"),
        pytest.param(nasty.xlsx('<row r="1"><c r="BYA1"/></row><row r="900000"/>'),
                     "too_far", id="area of empty cells"),
        pytest.param(nasty.xlsx('<row r="1"><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row>'),
                     "too_far", id="column of twelve letters"),
        pytest.param(nasty.zipped({f"{at}.xml": "" for at in range(10_000)}),
                     "zip_entries", id="ten thousand entries"),
        pytest.param(nasty.zipped({**PARTS, "../../etc/x": "x"}), "unsafe", id="two dots"),
        pytest.param(nasty.zipped({**PARTS, "/etc/x": "x"}), "unsafe", id="absolute"),
        pytest.param(nasty.zipped({**PARTS, "..\\x": "x"}), "unsafe", id="backslash"),
        pytest.param(nasty.zipped({**PARTS, "XL/workbook.xml": "<x/>"}), "unsafe", id="twins"),
        pytest.param(nasty.overlapping_zip(), "unsafe", id="overlap"),
        pytest.param(nasty.zipped({**PARTS, "xl/styles.xml": '<!DOCTYPE s [<!ENTITY a "b">]><s/>'}),
                     "unsafe", id="doctype"),
        pytest.param(nasty.zipped({**PARTS, "xl/styles.xml": "<s/>".encode("utf-16")}),
                     "unsafe", id="utf-16"),
        pytest.param(nasty.zipped({**PARTS, "xl/vbaProject.bin": b"x"}), "macros", id="macros"),
        pytest.param(nasty.zipped(PARTS)[:-30], "damaged", id="cut off"),
        pytest.param(lying_about_its_size(), "damaged", id="lies about its size"),
        pytest.param(nasty.zipped({**PARTS, "xl/workbook.xml": "<a></b>"}), "damaged", id="no XML"),
        pytest.param(nasty.zipped(nasty.xlsx_parts(nasty.sheet_xml(ONE)[:-20])),
                     "damaged", id="a sheet cut off"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, "damaged", id="no zip"),
    ],
)  # fmt: skip
def test_refuses_by_a_named_reason(body: bytes, code: str) -> None:
    assert code_of(body) == code


def test_the_far_cell_is_a_file_of_a_few_kilobytes() -> None:
    assert len(nasty.xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) < 6000


def test_a_doctype_is_found_across_two_chunks() -> None:
    chunk = 4 * 1024 * 1024
    begin = "<s>"
    filler = "x" * (chunk - len(begin) - 4)
    styles = f"{begin}{filler}<!DOCTYPE s></s>".encode()
    stored = nasty.zipped({**PARTS, "xl/styles.xml": styles}, packed=False)

    assert styles[chunk - 4 : chunk + 5] == b"<!DOCTYPE"
    assert code_of(stored) == "unsafe"


def test_macros_are_read_over_where_allowed() -> None:
    body = nasty.zipped({**PARTS, "xl/vbaProject.bin": b"x"})

    (grid,) = read_grids(body, name="rekap.xlsm", limits=Limits(allow_macros=True))

    assert len(grid.rows) == 1


def test_a_large_body_is_refused_before_it_is_looked_at() -> None:
    assert code_of(nasty.zipped(PARTS), Limits(body_bytes=100)) == "too_large"


def test_a_flipped_bit_in_a_cell_is_noticed() -> None:
    body = nasty.zipped(PARTS, packed=False)
    changed = body.replace(b"<v>1</v>", b"<v>3</v>")

    assert changed != body
    assert code_of(changed) == "damaged"


def test_far_sheets_count_together() -> None:
    rows = [["x"] * 10] * 10

    assert code_of(nasty.written(rows), Limits(cells=99)) == "too_far"
    assert len(read_grids(nasty.written(rows), name="x.xlsx", limits=Limits(cells=100))) == 1


def test_a_bomb_in_a_part_that_nobody_reads_is_found_too() -> None:
    body = nasty.zipped({**PARTS, "xl/media/image1.png": b" " * 3_000_000})

    assert code_of(body) == "zip_bomb"


def test_what_unpacks_to_too_much_is_refused() -> None:
    text = os.urandom(1_000_000).hex()
    body = nasty.xlsx(f'<row r="1">{nasty.inline("A1", text)}</row>')

    assert code_of(body, Limits(unpacked_bytes=1_000_000)) == "zip_bomb"


_MEASURE = """
import resource, sys
from connectors.tabular.grid import FileUnreadableError, Limits
from connectors.tabular.read import read_grids
try:
    read_grids(sys.stdin.buffer.read(), name="bom.xlsx", limits=Limits(ratio=int(sys.argv[1])))
except FileUnreadableError as refused:
    print(refused.code)
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(own.split()[1]) // 1024)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(
    ("megabytes", "told", "ratio", "reason"),
    [
        pytest.param(300, None, 10_000, b"zip_bomb", id="too much"),
        pytest.param(150, None, 200, b"zip_bomb", id="too dense"),
        pytest.param(300, 500_000, 200, b"damaged", id="a lie about its size"),
        pytest.param(150, None, 10_000, b"too_large", id="one endless row"),
    ],
)
def test_a_zip_bomb_costs_little_memory(
    megabytes: int, told: int | None, ratio: int, reason: bytes
) -> None:
    bomb = nasty.zip_bomb(megabytes, told=told)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(ratio)],
        input=bomb,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    code, parent, child = done.stdout.split()

    assert len(bomb) < 1_000_000
    assert code == reason
    assert int(parent) < 100
    assert int(child) < 250


def run_in_place_of_the_child(program: str, limits: Limits | None = None) -> str:
    with pytest.raises(FileUnreadableError) as refused:
        read_in_child(
            b"x",
            "zip",
            name="x",
            limits=limits or Limits(),
            program=(sys.executable, "-c", program),
        )
    assert refused.value.message
    return refused.value.code


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os.abort()", "memory"),
        ("import os; os.kill(os.getpid(), 9)", "killed"),
        ("import os; os.kill(os.getpid(), 11)", "child_died"),
        ("import sys; sys.exit(3)", "child_died"),
        ("print('bukan JSON')", "child_died"),
        ("print('[]')", "child_died"),
        ("print('[' * 100000)", "child_died"),
        ("""print('{"sheets": [{"name": 5}]}')""", "child_died"),
        ("""print('{"sheets": 5}')""", "child_died"),
        ("""print('{"error": {}}')""", "child_died"),
        ("pass", "child_died"),
    ],
)
def test_we_live_when_the_child_dies_or_talks_nonsense(program: str, code: str) -> None:
    assert run_in_place_of_the_child(program) == code


def test_a_child_that_hangs_is_ended() -> None:
    begin = time.monotonic()

    code = run_in_place_of_the_child("import time; time.sleep(60)", Limits(wall_seconds=0.3))

    assert code == "timeout"
    assert time.monotonic() - begin < 10


def test_an_answer_that_is_too_large_is_not_read() -> None:
    program = "print('x' * 5000)"

    assert run_in_place_of_the_child(program, Limits(answer_bytes=1000)) == "answer_too_large"


def test_the_child_limits_its_own_memory() -> None:
    body = nasty.xlsx(ONE + '<row r="5000"><c r="ALL5000"><v>1</v></c></row>')

    assert code_of(body, Limits(memory_bytes=120 * 1024 * 1024)) in {"memory", "child_died"}


def test_the_child_limits_its_own_answer() -> None:
    body = nasty.written([[f"Pegawai {at}" for at in range(200)]])

    assert code_of(body, Limits(answer_bytes=500)) in {"answer_too_large", "child_died"}


def test_the_child_limits_its_own_time() -> None:
    program = (
        "import resource, sys\nfrom connectors.tabular.child import limit_this_process\n"
        "from connectors.tabular.grid import Limits\n"
        "limit_this_process(Limits(cpu_seconds=1))\nwhile True: pass"
    )

    assert run_in_place_of_the_child(program, Limits(wall_seconds=30)) in {"cpu_time", "killed"}


def test_the_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAN_TOKEN", "rahasia-buatan")
    program = (
        "import os, json\n"
        "told = dict(code='seen', message=' '.join(os.environ), locator=None)\n"
        "print(json.dumps({'error': told}))"
    )
    with pytest.raises(FileUnreadableError) as refused:
        read_in_child(
            b"", "zip", name="x", limits=Limits(), program=(sys.executable, "-c", program)
        )

    assert "PYTHONPATH" in refused.value.message
    assert "LAN_TOKEN" not in refused.value.message


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("connectors.tabular.read", ("python_calamine", "selectolax", "xml")),
        ("connectors.tabular.child", ("polars",)),
    ],
)
def test_the_parser_of_workbooks_stays_apart(module: str, strangers: tuple[str, ...]) -> None:
    program = f"import sys, {module}\nprint([name for name in {strangers} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
    )

    assert done.stdout.strip() == "[]"


def test_sixty_thousand_rows_take_a_few_seconds() -> None:
    texts = "".join(nasty.inline(f"{column}%d", "Pelatihan dasar") for column in "ABCDEFGHIJKL")
    row = f'<row r="%d">{texts}<c r="M%d"><v>20</v></c></row>'
    body = nasty.xlsx("".join(row.replace("%d", str(at)) for at in range(1, 60_001)))

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    (grid,) = read_grids(body, name="besar.xlsx")

    assert len(grid.rows) == 60_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5
