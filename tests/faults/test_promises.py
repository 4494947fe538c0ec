"""Promises that concern the whole: kept bytes, one transaction, no personal data in the log."""

import hashlib
import io
import json
import logging

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from config.logging import set_up
from daemon.sources import engine_of
from models import schema
from models.pages import body_of
from models.runs import open_run
from models.schema import META
from sync import source_run
from sync.decide import accept_review
from sync.source_run import run_source
from tests.builders import Regency
from tests.faults.office import AGUS, BUDI, OFFICER, SITI, Office, row

NIK = "3604011501850001"
MARKED = "Zubaedah Quraniyah"
MAIL = "zubaedah@serang.example"
MERGED = (schema.evidence, schema.record, schema.quarantine, schema.review, schema.merged_listing)


@pytest.fixture
def log() -> io.StringIO:
    """Everything that is logged, at every level."""
    stream = io.StringIO()
    set_up(stream, level=logging.DEBUG)
    return stream


def test_what_was_dropped_is_kept_unchanged(office_on_both: Office) -> None:
    office = office_on_both
    dropped = {"a.csv": [row()], "b.csv": [row(BUDI, jp="??")]}
    bodies = {name: office.put(f"lan/{name}", rows).read_bytes() for name, rows in dropped.items()}
    office.sync()
    page = schema.landed_page
    with office.workshop() as workshop, workshop.store.read() as connection:
        query = select(page.c.name, page.c.sha256).where(page.c.source == "lan-ri")
        landed = {r.name: (r.sha256, body_of(connection, r.sha256))
                  for r in connection.execute(query)}  # fmt: skip

    assert {name: body for name, (_, body) in landed.items()} == bodies
    assert all(sha == hashlib.sha256(body).hexdigest() for sha, body in landed.values())


@pytest.mark.parametrize("last_step", ["write_journal", "finish_run", "set_state"])
def test_what_was_merged_comes_with_its_cursor_or_not_at_all(
    office_on_both: Office, monkeypatch: pytest.MonkeyPatch, last_step: str
) -> None:
    office = office_on_both
    office.sync()
    office.put("lan/a.csv", [row(), row(BUDI, jp="??"), row("198901012010011009")])

    class PulledThePlugError(BaseException):
        pass

    def broken(*_: object, **__: object) -> None:
        raise PulledThePlugError

    with office.workshop() as workshop:
        monkeypatch.setattr(source_run, last_step, broken)
        with pytest.raises(PulledThePlugError):
            run_source(engine_of(workshop), "lan-ri", trigger="sync")
        monkeypatch.undo()
        with workshop.store.read() as connection:
            kept = [len(connection.execute(select(table)).all()) for table in MERGED]
            cursor = connection.execute(
                select(schema.source_state.c.cursor).where(schema.source_state.c.source == "lan-ri")
            ).scalar()
            landed = connection.execute(select(schema.landed_page.c.name)).scalars().all()

    assert kept[:4] == [0, 0, 0, 0]
    assert cursor is None
    assert "a.csv" in landed, "what was landed stays landed"


def test_the_run_of_a_dead_process_needs_no_person(office: Office) -> None:
    office.put("lan/a.csv", [row()])
    with office.workshop() as workshop:
        owner = f"{engine_of(workshop).owner.split(' ', maxsplit=1)[0]} 4194305 1"
        orphan = open_run(workshop.store, "lan-ri", trigger="sync", owner=owner, now=office.now)
    office.sync()
    outcomes = {run.id: str(run.outcome) for run in office.runs()}

    assert outcomes[orphan] == "interrupted"
    assert office.totals()[SITI] == "20.00"


def test_the_database_itself_refuses_a_second_evidence_of_one_row(office_on_both: Office) -> None:
    with office_on_both.workshop() as workshop:
        with workshop.store.write() as connection:
            regency = Regency(connection)
            member = regency.employee()
            record = regency.training(member)
        facts = {"title": "Lain", "employee_id": member.employee_id, "flags": ""}
        with pytest.raises(IntegrityError), workshop.store.write() as connection:
            Regency(connection).evidence(member, 99, record, facts, key=f"key-{record}")
        with workshop.store.write() as connection:
            for table in reversed(META.sorted_tables):
                connection.execute(table.delete())


def test_no_person_and_no_secret_is_in_the_log(office: Office, log: io.StringIO) -> None:
    heading = ("NIP", "Nama", "NIK", "No HP", "Tempat Lahir", "Email", "Nama Pelatihan", "Tanggal",
               "JP")  # fmt: skip
    person = (SITI, MARKED, NIK, "081234567890", "Cikande", MAIL, "Pelayanan Publik", "3/11/2026")
    lines = [heading, (*person, "20"), (*person[:6], "Lain", "31/2/2026", "x"),
             ("198901012010011009", *person[1:6], NIK, "3/11/2026", "5")]  # fmt: skip
    office.put("lan/a.csv", "\n".join(";".join(line) for line in lines).encode())
    office.put("lan/rusak.xlsx", b"PK\x03\x04" + SITI.encode() * 20)
    office.sync()
    for asked in office.export("review"):
        office.decide(accept_review, asked["id"], AGUS, OFFICER)
    office.sync(full=True)
    told = log.getvalue()

    assert "run_finished" in told
    for mark in (SITI, SITI[:8], MARKED, "Zubaedah", NIK, "081234567890", "Cikande", MAIL):
        assert mark.casefold() not in told.casefold(), mark


def test_no_nik_phone_or_birth_place_is_kept_outside_the_landed_bytes(office: Office) -> None:
    heading = ("NIP", "Nama", "NIK", "No HP", "Tempat Lahir", "Nama Pelatihan", "Tanggal", "JP")
    personal = (NIK, "081234567890", "Cikande")
    lines = [
        heading,
        (SITI, "Siti Rahayu", *personal, f"Kursus {NIK}", "3/11/2026", "20"),
        (NIK, "Siti Rahayu", *personal, "Kursus", "3/11/2026", "20"),
        (SITI, f"Siti {NIK}", *personal, "Kursus lain", "3/11/2026", NIK),
    ]
    body = "\n".join(";".join(line) for line in lines).encode()
    office.put("lan/a.csv", body)
    office.hire([(SITI, "Siti Rahayu", "Dinas Kesehatan", "PNS", "Aktif", ""),
                 (NIK, f"Salah {NIK}", "Dinas Kesehatan", "PNS", "Aktif", "")])  # fmt: skip
    office.sync()
    with office.workshop() as workshop, workshop.store.read() as connection:
        everything = {
            table.name: json.dumps([list(r) for r in connection.execute(select(table))],
                                   default=str, ensure_ascii=False)
            for table in META.sorted_tables
            if table.name != "page_body"
        }  # fmt: skip

    assert all("(NIK)" in everything[name] for name in ("record", "review", "quarantine"))
    for name, content in everything.items():
        for mark in personal:
            assert mark not in content, f"{mark} in {name}"
