"""An invented regency put straight into the tables, for what a test is not about."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, select

from models import schema

LANDED_AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def nip_of(number: int) -> str:
    """An invented NIP of a civil servant since January 2010."""
    return f"19850101201001{1 + number // 999 % 2}{1 + number % 999:03d}"


@dataclass(frozen=True, slots=True)
class Member:
    """An employee that was put into the store."""

    person_id: int
    employee_id: int
    nip: str
    name: str


@dataclass(slots=True)
class Regency:
    """Puts people, trainings and questions into a store, one short call each."""

    connection: Connection
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def opd(self, name: str) -> int:
        """Put an OPD, or find it again."""
        table = schema.opd
        found = self.connection.execute(select(table.c.id).where(table.c.name == name)).scalar()
        return found or self._put(table, name=name, folded=name.lower())

    def employee(
        self,
        name: str = "Siti Rahayu",
        *,
        nip: str | None = None,
        opd: str = "Dinas Kesehatan",
        employment: str = "pns",
        from_on: date = date(2010, 1, 1),
        until_on: date | None = None,
        legal_position: str | None = None,
        same_person_as: Member | None = None,
    ) -> Member:
        """Put an employee with one spell of service."""
        nip = nip or nip_of(next(self._numbers))
        person_id = same_person_as.person_id if same_person_as else self._put(schema.person)
        employee_id = self._put(
            schema.employee, person_id=person_id, nip=nip, name=name, name_folded=name.lower()
        )
        member = Member(person_id, employee_id, nip, name)
        self.serve(
            member,
            opd=opd,
            employment=employment,
            from_on=from_on,
            until_on=until_on,
            legal_position=legal_position,
        )
        return member

    def serve(
        self,
        member: Member,
        *,
        from_on: date,
        opd: str | None = "Dinas Kesehatan",
        employment: str = "pns",
        until_on: date | None = None,
        legal_position: str | None = None,
    ) -> None:
        """Put a further spell of service."""
        self._put(
            schema.service,
            employee_id=member.employee_id,
            from_on=from_on,
            until_on=until_on,
            opd_id=self.opd(opd) if opd else None,
            employment=employment,
            legal_position=legal_position,
        )

    def training(
        self,
        member: Member,
        jp: int | None = 2000,
        *,
        title: str = "Pelayanan Publik",
        start_on: date | None = None,
        end_on: date | None = date(2026, 3, 12),
        year: int | None = 2026,
        counted: bool = True,
        reason: str | None = None,
        flags: str = "",
        evidence: Sequence[Mapping[str, Any]] = ({},),
        **more: Any,
    ) -> int:
        """Put a record with its evidence; `jp` in hundredths; returns the record's id."""
        numbers = [next(self._numbers) for _ in evidence]
        facts = {"title": title, "start_on": start_on, "end_on": end_on, "year": year, "jp": jp,
                 "employee_id": member.employee_id, "flags": flags, **more}  # fmt: skip
        self._put(
            schema.record,
            id=numbers[0],
            person_id=member.person_id,
            counted=counted,
            reason=reason,
            **facts,
        )
        for number, own in zip(numbers, evidence, strict=True):
            self.evidence(member, number, numbers[0], facts, **own)
        return numbers[0]

    def evidence(
        self, member: Member, number: int, record_id: int, facts: Mapping[str, Any], **own: Any
    ) -> None:
        """Put one piece of evidence of a record."""
        source = own.pop("source", "lan-ri")
        page = own.pop("page", "2026/rekap.csv")
        printed = {"nip": member.nip, "title": facts["title"]}
        row = {
            "id": number,
            "source": source,
            "key": f"key-{number}",
            "listing": page,
            "page_id": self.page(source, page),
            "locator": f"line {number}",
            "hash": f"hash-{number}",
            "listed": "listed",
            "record_id": record_id,
            "completed": True,
            "matched_by": "nip",
            "printed": json.dumps(printed, sort_keys=True),
            **facts,
            **own,
        }
        self._put(schema.evidence, **row)

    def page(
        self, source: str, name: str, *, landed_at: datetime = LANDED_AT, sheets: str | None = None
    ) -> int:
        """Put a landed page, or find it again."""
        table = schema.landed_page
        found = self.connection.execute(
            select(table.c.id).where(table.c.source == source, table.c.name == name)
        ).scalar()
        if found is not None:
            return int(found)
        sha256 = f"{source}/{name}"
        self._put(schema.page_body, sha256=sha256, size_bytes=0, body=b"")
        page_id = self._put(
            table,
            run_id=self.run(source),
            source=source,
            listing=name,
            name=name,
            part=0,
            final=True,
            complete=True,
            media_type="text/csv",
            context="{}",
            sha256=sha256,
            landed_at=landed_at,
        )
        if sheets is not None:
            self._put(schema.page_reading, page_id=page_id, sheets=sheets)
        return page_id

    def run(self, source: str, **facts: Any) -> int:
        """Put a finished run."""
        row = {
            "source": source,
            "trigger": "manual",
            "started_at": LANDED_AT,
            "finished_at": LANDED_AT,
            "outcome": "ok",
            "counts": "{}",
            "owner": "test",
            **facts,
        }
        return self._put(schema.run, **row)

    def quarantined(self, *, source: str = "lan-ri", **facts: Any) -> str:
        """Put a row that could not be read."""
        number = next(self._numbers)
        row = {
            "id": f"q{number}", "source": source, "listing": "2026/rekap.csv",
            "key": f"key-{number}", "run_id": 1, "page_id": 1, "page": "2026/rekap.csv",
            "locator": f"line {number}", "field": "jp", "reason": "jp_invalid", "value": "-3",
            "printed": "{}", **facts,
        }  # fmt: skip
        self._put(schema.quarantine, **row)
        return str(row["id"])

    def in_review(self, *, source: str = "lan-ri", **facts: Any) -> str:
        """Put a row whose employee is not known."""
        number = next(self._numbers)
        row = {
            "id": f"r{number}", "source": source, "listing": "2026/rekap.csv",
            "key": f"key-{number}", "run_id": 1, "page_id": 1, "page": "2026/rekap.csv",
            "locator": f"line {number}", "reason": "nip_unknown", "candidates": "[]",
            "printed": "{}", **facts,
        }  # fmt: skip
        self._put(schema.review, **row)
        return str(row["id"])

    def exempt(self, member: Member, from_on: date, until_on: date | None = None,
               document: str = "SK 800/12/2026") -> None:  # fmt: skip
        """Put a person's decision that an employee is exempt."""
        decision_id = self._put(
            schema.decision, kind="exempt", detail="{}", made_at=LANDED_AT, made_by="admin"
        )
        self._put(
            schema.exemption,
            decision_id=decision_id,
            person_id=member.person_id,
            from_on=from_on,
            until_on=until_on,
            document=document,
        )

    def held(self, record_id: int, **facts: Any) -> int:
        """Put a fall that waits for a person, of the evidence with the record's own id."""
        row = {
            "source": "lan-ri", "key": f"key-{record_id}", "kind": "changed", "proposal": "{}",
            "hash": "h", "year": 2026, "jp_before": 2000, "jp_after": 1000, **facts,
        }  # fmt: skip
        row.setdefault("run_id", self.run("lan-ri"))
        return self._put(schema.held_change, **row)

    def _put(self, table: Table, **row: Any) -> int:
        result = self.connection.execute(table.insert().values(**row))
        key = result.inserted_primary_key
        return int(key[0]) if key and isinstance(key[0], int) else 0
