"""`jampel digest --dry-run`: files that a person opens before anybody gets them."""

import email
import re
from email import policy
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from daemon.digests import mail_of
from daemon.wiring import Workshop
from digest.values import Digest, Rendered
from tests.builders import Regency
from tests.cli.conftest import Program


@pytest.fixture
def filled(program: Program) -> Program:
    """Two OPDs, one of which has nobody at risk."""

    def put(regency: Regency) -> None:
        regency.employee("Siti Rahayu")
        met = regency.employee("Budi Santoso", opd="Dinas Sosial")
        regency.training(met, 2000)

    program.fill(put)
    return program


def test_each_opd_gets_its_files_and_a_line(filled: Program, tmp_path: Path) -> None:
    answer = filled("digest", "--dry-run", "--output", str(tmp_path / "surat"))

    names = sorted(file.name for file in (tmp_path / "surat").iterdir())
    assert answer.code == 0, answer.err
    assert "akan dikirim" in answer.out
    assert "tidak dikirim: tidak ada yang perlu dikabarkan" in answer.out
    assert [name.partition("-dinas-")[2] for name in names] == [
        f"{opd}.{kind}"
        for opd in ("kesehatan", "sosial")
        for kind in ("eml", "html", "txt", "xlsx")
    ]


def test_the_draft_is_a_whole_mail(filled: Program, tmp_path: Path) -> None:
    filled("digest", "--dry-run", "--opd", "dinas kesehatan", "--output", str(tmp_path / "surat"))

    [file] = (tmp_path / "surat").glob("*.eml")
    mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Subject"] == (
        "Rekap JP November 2026: 1 dari 1 pegawai berisiko (Dinas Kesehatan)"
    )
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]


@pytest.mark.parametrize(
    ("args", "said", "code"),
    [
        (["--period", "2026-13"], "bukan bulan", 2),
        (["--period", "2026-12"], "belum dimulai", 2),
        (["--opd", "Dinas Sosal"], "Tidak ada OPD", 1),
    ],
)
def test_says_what_is_wrong_with_the_question(
    filled: Program, tmp_path: Path, args: list[str], said: str, code: int
) -> None:
    answer = filled("digest", "--dry-run", "--output", str(tmp_path / "surat"), *args)

    assert (answer.code, said in answer.err) == (code, True)
    assert not (tmp_path / "surat").exists()


def test_one_broken_digest_is_named_and_the_others_are_written(
    filled: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_for_health(workshop: Workshop, digest: Digest) -> Rendered:
        if digest.opd.name == "Dinas Kesehatan":
            raise UndefinedError("'kolom' is undefined")
        return mail_of(workshop, digest)

    monkeypatch.setattr("daemon.digests.mail_of", breaks_for_health)

    answer = filled("digest", "--dry-run", "--output", str(tmp_path / "surat"))

    assert answer.code == 1
    assert re.search(r"Dinas Kesehatan +GAGAL: UndefinedError", answer.out)
    assert {file.name[12:] for file in (tmp_path / "surat").glob("*.txt")} == {"dinas-sosial.txt"}


def test_a_folder_that_cannot_be_written_is_told(filled: Program, tmp_path: Path) -> None:
    (tmp_path / "surat").write_text("")

    answer = filled("digest", "--dry-run", "--output", str(tmp_path / "surat"))

    assert answer.code == 1
    assert "tidak dapat ditulis" in answer.err
