"""The frame: lazy commands, exit codes, one clear line for whatever goes wrong."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from cli import main as program
from cli.failures import told, usage_words
from cli.lazy import Lazy

JAMPEL = [sys.executable, "-c", "from cli.main import run; run()"]


def run(*args: str, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    root = str(Path(__file__).parents[2])
    path = {"PYTHONPATH": root, "PATH": "/usr/bin:/bin", **env}
    return subprocess.run(
        [*JAMPEL, *args], cwd=cwd, env=path, capture_output=True, text=True, check=False, timeout=60
    )


def test_help_lists_the_commands_and_imports_none_of_them(tmp_path: Path) -> None:
    code = """
import sys
from cli.main import main
main(['--help'])
print([m for m in sys.modules if m.partition('.')[0] in ('sqlalchemy', 'polars', 'rich')])
"""
    root = str(Path(__file__).parents[2])

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": root},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert found.stdout.endswith("[]\n")
    assert "explain" in found.stdout


@pytest.mark.parametrize("name", sorted(program.COMMANDS))
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main([name, "--help"]) == 0

    out = capsys.readouterr().out
    assert "Contoh: jampel" in out or "Commands:" in out


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["statsu"], 2, "Maksudnya `jampel status`?"),
        (["--salah"], 2, "tidak ada pilihan --salah"),
        (["export", "totals", "--yaer", "2025"], 2, "tidak ada pilihan --yaer; maksudnya --year?"),
        (["preview", "a.csv", "b.csv"], 2, "argumen berlebih: b.csv"),
        (["preview", "/"], 2, "ini folder, bukan berkas"),
        (["explain"], 2, "NIP belum diisi"),
        (["export", "semua"], 2, "semua; yang ada: 'totals'"),
        (["export", "totals", "--as-of", "kemarin"], 2, "bukan tanggal"),
        (["export", "totals", "--year", "tahun"], 2, "--year"),
        ([], 2, "Perintah"),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    args: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(args) == code

    found = capsys.readouterr()
    assert said in found.err
    assert found.out == ""


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("jampel ")


def test_a_missing_configuration_says_what_to_do(tmp_path: Path) -> None:
    found = run("status", cwd=tmp_path)

    assert found.returncode == 2
    assert "jampel.toml" in found.stderr
    assert "jampel init" in found.stderr
    assert "Traceback" not in found.stderr


def test_every_error_of_the_configuration_is_told_at_once(tmp_path: Path) -> None:
    config = tmp_path / "lain.toml"
    config.write_text('[organisation]\nnmae = "x"\n[store]\nurl = 5\n', encoding="utf-8")

    found = run("status", cwd=tmp_path, JAMPEL_CONFIG=str(config))

    assert found.returncode == 2
    assert f"{config}:2 organisation.nmae" in found.stderr
    assert "store.url" in found.stderr


def test_a_store_that_does_not_answer_is_a_failure(tmp_path: Path) -> None:
    config = tmp_path / "jampel.toml"
    config.write_text(
        '[organisation]\nname = "x"\n[store]\nurl = "sqlite:///tidak/ada/jampel.db"\n',
        encoding="utf-8",
    )

    found = run("status", cwd=tmp_path)

    assert found.returncode == 1
    assert found.stderr.startswith(
        "basis data tidak menjawab: berkas basis data tidak dapat dibuka. "
    )


def test_what_the_machine_lacks_is_no_unexpected_error() -> None:
    lines, code = told(OSError(errno.ENOSPC, "No space left on device"))

    assert lines == ["disk penuh; yang sedang dikerjakan tidak disimpan"]
    assert code == 1


def test_an_unexpected_error_is_one_line_with_an_id(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(program.COMMANDS, "status", Lazy("tests.cli.broken", "rusak"))

    assert program.main(["status"]) == 1
    first = capsys.readouterr().err
    assert program.main(["status"]) == 1

    assert first == capsys.readouterr().err
    assert len(first.splitlines()) == 1
    assert "ZeroDivisionError" in first
    assert "198501012010012001" not in first


def test_the_traceback_is_for_those_who_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(program.COMMANDS, "status", Lazy("tests.cli.broken", "rusak"))
    monkeypatch.setenv("JAMPEL_DEBUG", "1")

    program.main(["status"])

    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(program.COMMANDS, "status", Lazy("tests.cli.broken", "rusak"))

    assert program.main(["status", "--interrupt"]) == 130
    assert capsys.readouterr().err == "Dihentikan.\n"


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    config = tmp_path / "jampel.toml"
    config.write_text('[organisation]\nname = "x"\n', encoding="utf-8")
    root = str(Path(__file__).parents[2])
    command = f"{sys.executable} -c 'from cli.main import run; run()' export totals | true"

    found = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert found.stderr == ""


@pytest.mark.parametrize("command", ["export totals > /dev/full", "export totals >&-"])
def test_what_cannot_be_written_out_is_no_traceback(tmp_path: Path, command: str) -> None:
    (tmp_path / "jampel.toml").write_text('[organisation]\nname = "x"\n', encoding="utf-8")
    root = str(Path(__file__).parents[2])

    found = subprocess.run(
        ["sh", "-c", f"{sys.executable} -c 'from cli.main import run; run()' {command}"],
        cwd=tmp_path, env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "Traceback" not in found.stderr
    assert found.stderr in {"", "disk penuh; yang sedang dikerjakan tidak disimpan\n"}


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "roster").write_text("", encoding="utf-8")

    found = run("init", cwd=tmp_path)

    assert found.returncode == 1
    assert (
        found.stderr == "roster tidak dapat ditulis: di tempat folder ada berkas dengan nama itu\n"
    )


def test_a_file_that_may_not_be_read_is_told_in_indonesian() -> None:
    said = usage_words("Invalid value for 'FILE': path 'a.csv' is not readable.")

    assert said == "a.csv: tidak ada hak baca"


def test_words_of_typer_that_we_do_not_know_stay_as_they_are() -> None:
    assert usage_words("Something else.") == "Something else."
    assert told(ValueError("198501012010012001"))[1] == 1
