"""`jampel digest --send` over a real SMTP conversation, and the ledger that it shows."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import Regency
from tests.cli.conftest import Program
from tests.digest.mailing import put_head
from tests.imap import PASSWORD, USER, imap_server
from tests.smtp import Running, mail_server

MAIL = '\n[mail]\nsender = "BKPSDM <bangkom@serang.example>"\nhost = "127.0.0.1"\nport = {}\n'


@pytest.fixture
def server() -> Iterator[Running]:
    with mail_server() as running:
        yield running


@pytest.fixture
def filled(program: Program, server: Running) -> Program:
    """Three OPDs: one at risk, one without a head, one with nothing to say."""

    def put(regency: Regency) -> None:
        regency.employee("Siti Rahayu")
        regency.employee("Agus Salim", opd="Dinas Pasar")
        regency.training(regency.employee("Budi Santoso", opd="Dinas Sosial"), 2000)
        put_head(regency.connection, regency.opd("Dinas Kesehatan"), date(2020, 1, 1), "dr. Ani",
                 "kepala@dinkes.example")  # fmt: skip

    program.fill(put)
    config = program.folder / "jampel.toml"
    config.write_text(config.read_text("utf-8") + MAIL.format(server.port), "utf-8")
    return program


def test_each_opd_is_sent_its_digest_once_or_has_its_reason(
    filled: Program, server: Running
) -> None:
    first, second = filled("digest", "--send"), filled("digest", "--send")

    assert "3 rekap ditulis, 1 dari 1 yang dicoba terkirim" in first.out
    assert "0 rekap ditulis, 0 dari 0" in second.out
    assert [one.recipients for one in server.script.taken] == [("kepala@dinkes.example",)]
    rows = {row["opd"]: row["reason"] or row["state"] for row in filled("digest", "--json").json()}
    assert rows == {"Dinas Kesehatan": "accepted", "Dinas Pasar": "no_recipient",
                    "Dinas Sosial": "nothing_to_say"}  # fmt: skip
    assert "tidak ada kepala OPD" in filled("digest").out.replace("\n", " ")


def test_one_opd_is_sent_another_copy_when_a_person_says_so(
    filled: Program, server: Running
) -> None:
    filled("digest", "--send")
    answer = filled("digest", "--send", "--opd", "dinas kesehatan")

    assert answer.code == 0, answer.err
    subjects = [str(one.mail["Subject"]) for one in server.script.taken]
    assert [subject.startswith("[kirim ulang] ") for subject in subjects] == [False, True]


def test_without_mail_settings_nothing_is_written(program: Program) -> None:
    answer = program("digest", "--send")

    assert (answer.code, "[mail] belum diisi" in answer.err) == (1, True)


def test_a_mail_server_that_does_not_answer_is_named(filled: Program, server: Running) -> None:
    (filled.folder / "inbox").mkdir()
    assert "server surel: menjawab." in filled("check", "--connect").out

    server.script.always["EHLO"] = "554 go away"
    answer = filled("check", "--connect")

    assert answer.code == 1
    assert "server surel tidak dapat dipakai" in answer.err


def test_the_mailbox_of_bounces_is_tried_too(filled: Program, tmp_path: Path) -> None:
    (filled.folder / "inbox").mkdir()
    (tmp_path / "password").write_text(PASSWORD)
    with imap_server(tmp_path) as mailbox:
        settings = {"host": "127.0.0.1", "port": mailbox.port, "username": USER,
                    "ca_file": str(mailbox.ca_file)}  # fmt: skip
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        lines.append(f'password = {{ file = "{tmp_path / "password"}" }}')
        config = filled.folder / "jampel.toml"
        config.write_text(config.read_text("utf-8") + "\n[bounces]\n" + "\n".join(lines), "utf-8")
        opens = filled("check", "--connect")
        (tmp_path / "password").write_text("canary salah")
        refuses = filled("check", "--connect")
        told = {one["check"]: one["state"] for one in filled("doctor", "--json").json()}

    assert (opens.code, "kotak surel yang kembali: terbuka." in opens.out) == (0, True)
    assert refuses.code == 1
    assert "kotak surel yang kembali tidak dapat dipakai" in refuses.err
    assert "canary" not in refuses.out + refuses.err
    assert told["bounces"] == "warning"
