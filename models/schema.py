"""The tables of the store, in the order in which a datum passes through them.

Times are UTC, days are calendar days of Asia/Jakarta, JP are integer hundredths, NIPs are text.
JSON stands in text columns, written with sorted keys, so that equal facts are equal bytes.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

META = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@event.listens_for(META, "before_create")
def _conditions_everywhere(*_: object, **__: object) -> None:
    """Let partial indexes be partial on PostgreSQL, too; told here, SQLite need not load that."""
    for index in (index for table in META.tables.values() for index in table.indexes):
        condition = index.dialect_options["sqlite"]["where"]
        if condition is not None:
            index.dialect_options["postgresql"]["where"] = condition


ROW_ID = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only `INTEGER PRIMARY KEY`."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on both sides, UTC in the table."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: "Dialect") -> datetime | None:
        """Refuse naive instants; SQLite keeps no zone, so store UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: "Dialect") -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


fact = Table(
    "fact",
    META,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="single facts about the store: digests of the roster, last evaluation, id counters",
)

run = Table(
    "run",
    META,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", Text, nullable=False),
    Column("counts", Text, nullable=False, server_default="{}"),
    Column("note", Text, comment="why it is held, paused or failed, for a person"),
    Column("detail", Text, comment="JSON: what differs, or the traceback"),
    Column("content", Text, comment="digest of all that was landed: the same again joins it"),
    Column("cursor", Text, comment="where the fetch ended; becomes the source's when merged"),
    Column("owner", Text, nullable=False, comment="host, process and its start: who runs it"),
    Index("one_active_run_a_source", "source", unique=True,
          sqlite_where=text("outcome = 'running'")),
    Index("ix_run_source_started", "source", "started_at"),
)  # fmt: skip

page_body = Table(
    "page_body",
    META,
    Column("sha256", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="zstd"),
    comment="what sources said, unchanged, each content once",
)

landed_page = Table(
    "landed_page",
    META,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("listing", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("sha256", ForeignKey("page_body.sha256"), nullable=False),
    Column("landed_at", UtcDateTime, nullable=False),
    Index("ix_landed_page_run", "run_id"),
    Index("ix_landed_page_listing", "source", "listing"),
)

page_reading = Table(
    "page_reading",
    META,
    Column("page_id", ForeignKey("landed_page.id"), primary_key=True),
    Column("sheets", Text, nullable=False, comment="JSON: heading rows and mapping of columns"),
)

merged_listing = Table(
    "merged_listing",
    META,
    Column("source", Text, primary_key=True),
    Column("listing", Text, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, comment="whose pages it stands for"),
    Column("content", Text, nullable=False, comment="digest of its pages"),
    Column("rows", Integer, nullable=False, comment="rows that were no title, sum or blank"),
)

source_state = Table(
    "source_state",
    META,
    Column("source", Text, primary_key=True),
    Column("cursor", Text),
    Column("context", Text, comment="digest of roster, rules, settings and reader when merged"),
    Column("paused_at", UtcDateTime),
    Column("pause_reason", Text),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("last_ok_at", UtcDateTime),
)

journal = Table(
    "journal",
    META,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False, comment="merge, roster, decision"),
    Column("run_id", ForeignKey("run.id")),
    Column("decision_id", ForeignKey("decision.id")),
    Column("detail", Text, nullable=False, comment="JSON: what exactly was done"),
    Column("at", UtcDateTime, nullable=False),
    comment="all that ever changed the derived tables, in order: replay does it again",
)

decision = Table(
    "decision",
    META,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source", Text),
    Column("key", Text),
    Column("detail", Text, nullable=False, comment="JSON"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_by", Integer, comment="the later decision that takes this one back"),
    Index("ix_decision_source_key", "source", "key"),
    comment="what people decided, once and for ever; also the audit log",
)

opd = Table(
    "opd",
    META,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("abbreviation", Text),
)

opd_head = Table(
    "opd_head",
    META,
    Column("opd_id", ForeignKey("opd.id"), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("name", Text),
    Column("email", Text),
)

opd_alias = Table(
    "opd_alias",
    META,
    Column("folded", Text, primary_key=True),
    Column("opd_id", ForeignKey("opd.id"), nullable=False),
    Column("origin", Text, nullable=False, comment="roster, or decision"),
)

roster_snapshot = Table(
    "roster_snapshot",
    META,
    Column("as_of", Date, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("dated", Boolean, nullable=False, comment="the files name this date themselves"),
    Column("entries", LargeBinary, nullable=False, comment="zstd JSON: the list as it was read"),
)

person = Table("person", META, Column("id", Integer, primary_key=True))

employee = Table(
    "employee",
    META,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, nullable=False, comment="several NIPs over time, one person"),
    Column("nip", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("email", Text),
    Index("ix_employee_person", "person_id"),
    comment="one a NIP; `person_id` joins the NIPs of one person",
)

service = Table(
    "service",
    META,
    Column("employee_id", ForeignKey("employee.id"), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("until_on", Date, comment="first day no longer; null while it lasts"),
    Column("opd_id", ForeignKey("opd.id")),
    Column("unit", Text),
    Column("employment", Text, nullable=False),
    Column("legal_position", Text),
    comment="OPD membership and employment, with dates",
)

exemption = Table(
    "exemption",
    META,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Column("document", Text, nullable=False),
)

evidence = Table(
    "evidence",
    META,
    Column("id", ROW_ID, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("listing", Text, nullable=False),
    Column("page_id", Integer, nullable=False),
    Column("locator", Text, nullable=False),
    Column("hash", Text, nullable=False, comment="of the content: differs, so it changed"),
    Column("listed", Text, nullable=False),
    Column("employee_id", Integer, nullable=False),
    Column("record_id", ROW_ID, nullable=False, comment="exactly one event"),
    Column("completed", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("provider", Text),
    Column("form", Text),
    Column("start_on", Date),
    Column("end_on", Date),
    Column("year", Integer),
    Column("jp", Integer, comment="hundredths"),
    Column("conversion", Text, comment="code of the form whose conversion gave the JP"),
    Column("certificate_number", Text),
    Column("course_id", Text),
    Column("flags", Text, nullable=False, server_default=""),
    Column("matched_by", Text, nullable=False),
    Column("printed", Text, nullable=False, comment="JSON: the row as printed, by field"),
    UniqueConstraint("source", "key"),
    Index("ix_evidence_employee", "employee_id"),
    Index("ix_evidence_record", "record_id"),
    comment="one a row that a source reported of an employee",
)

record = Table(
    "record",
    META,
    Column("id", ROW_ID, primary_key=True, autoincrement=False, comment="least id of its evidence"),
    Column("person_id", Integer, nullable=False),
    Column("employee_id", Integer, nullable=False, comment="whose NIP the speaking row names"),
    Column("year", Integer),
    Column("start_on", Date),
    Column("end_on", Date),
    Column("title", Text, nullable=False),
    Column("provider", Text),
    Column("form", Text),
    Column("jp", Integer, comment="hundredths"),
    Column("certificate_number", Text),
    Column("counted", Boolean, nullable=False),
    Column("reason", Text),
    Column("flags", Text, nullable=False, server_default=""),
    Index("ix_record_person", "person_id"),
    Index("ix_record_year", "year"),
    comment="one employee x one learning event",
)

held_change = Table(
    "held_change",
    META,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False, comment="of the evidence that counts on"),
    Column("kind", Text, nullable=False, comment="changed, withdrawn, corrected"),
    Column("proposal", Text, nullable=False, comment="JSON: the version that waits"),
    Column("hash", Text, nullable=False, comment="of the version that waits"),
    Column("year", Integer),
    Column("jp_before", Integer, nullable=False),
    Column("jp_after", Integer, nullable=False),
    UniqueConstraint("source", "key"),
    comment="falls that wait for a person",
)

quarantine = Table(
    "quarantine",
    META,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("listing", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("run_id", Integer, nullable=False),
    Column("page_id", Integer, nullable=False),
    Column("page", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("value", Text),
    Column("printed", Text, nullable=False),
    UniqueConstraint("source", "key"),
    Index("ix_quarantine_listing", "source", "listing"),
)

review = Table(
    "review",
    META,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("listing", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("run_id", Integer, nullable=False),
    Column("page_id", Integer, nullable=False),
    Column("page", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("nip_text", Text),
    Column("name_text", Text),
    Column("opd_text", Text),
    Column("account", Text),
    Column("candidates", Text, nullable=False, comment="JSON"),
    Column("printed", Text, nullable=False),
    UniqueConstraint("source", "key"),
    Index("ix_review_listing", "source", "listing"),
)

alert = Table(
    "alert",
    META,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("cleared_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", Text),
    Column("snoozed_until", Date, comment="the day on which it is back"),
    Index("one_open_alert_a_person_and_year", "person_id", "year", unique=True,
          sqlite_where=text("cleared_at IS NULL")),
    comment="raised once a person, year and level; a changed level clears one and raises the next",
)  # fmt: skip

alert_event = Table(
    "alert_event",
    META,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False),
    Column("kind", Text, nullable=False,
           comment="raised, changed, acknowledged, snoozed, returned, cleared"),
    Column("at", UtcDateTime, nullable=False),
    Column("level", Text, nullable=False, comment="after this step"),
    Column("level_before", Text),
    Column("made_by", Text, comment="who decided; null where the rules did"),
    Column("note", Text),
    Column("until_on", Date),
    Index("ix_alert_event_alert", "alert_id"),
    comment="every step in the life of an alert; only added to",
)  # fmt: skip

admin_mail = Table(
    "admin_mail",
    META,
    Column("id", Integer, primary_key=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False, comment="queued, sending, sent, failed"),
    Column("owner", Text, comment="the process that sends it"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("unsure", Boolean, nullable=False, server_default=text("false"),
           comment="its sender died between sending and telling: it may have gone twice"),
    Column("reply", Text, comment="what the mail server said last"),
    comment="what admins are told by mail, each once",
)  # fmt: skip

service_alert = Table(
    "service_alert",
    META,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, comment="a source, or what else it is about"),
    Column("happened", Text, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False, comment="when it began to hold"),
    Column("raised_at", UtcDateTime, comment="when it had held long enough"),
    Column("gone_at", UtcDateTime, comment="since when it does not hold any more"),
    Column("cleared_at", UtcDateTime, comment="when it had been gone long enough"),
    Column("told_in", ForeignKey("admin_mail.id")),
    Column("cleared_told_in", ForeignKey("admin_mail.id")),
    Index("one_open_alert_a_kind_and_subject", "kind", "subject", unique=True,
          sqlite_where=text("cleared_at IS NULL")),
    comment="what is wrong with the service itself",
)  # fmt: skip

daily_count = Table(
    "daily_count",
    META,
    Column("on_day", Date, primary_key=True),
    Column("kind", Text, primary_key=True, comment="quarantine, review"),
    Column("source", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    comment="how much waited for a person on a day: what grows is seen by it",
)

digest = Table(
    "digest",
    META,
    Column("id", Integer, primary_key=True),
    Column("opd", Text, nullable=False, comment="its folded name"),
    Column("opd_name", Text, nullable=False),
    Column("period", Text, nullable=False, comment="for example 2026-11"),
    Column("copy", Integer, nullable=False, comment="0; more where a person sends again"),
    Column("state", Text, nullable=False, comment="queued, sending, accepted, suppressed, failed"),
    Column("reason", Text, comment="why it is suppressed, failed, or held up"),
    Column("head", Text),
    Column("address", Text, comment="of the head as of the last attempt"),
    Column("message_id", Text, unique=True, comment="the same at each attempt"),
    Column("subject", Text),
    Column("facts", Text, comment="JSON: what was told of whom"),
    Column("content", LargeBinary, comment="zstd JSON: the mail without its headers"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, comment="who sent it again; null where it was due"),
    Column("owner", Text, comment="the process that sends it"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcDateTime),
    Column("handed_over", Boolean, nullable=False, server_default=text("false"),
           comment="the server may have it: from DATA until its answer is written down"),
    Column("unsure", Boolean, nullable=False, server_default=text("false"),
           comment="an earlier attempt got no answer: it may have gone twice"),
    Column("without_annex", Boolean, nullable=False, server_default=text("false")),
    Column("reply", Text, comment="what the mail server said last"),
    Column("sent_at", UtcDateTime),
    UniqueConstraint("opd", "period", "copy"),
    Index("ix_digest_state", "state"),
    comment="each digest that was due, and what became of it",
)  # fmt: skip

bounced_address = Table(
    "bounced_address",
    META,
    Column("address", Text, primary_key=True, comment="in small letters"),
    Column("disabled_at", UtcDateTime,
           comment="since when nothing is sent there; null where it failed only for now"),
    Column("reason", Text, comment="what its server said last"),
    Column("temporary", Integer, nullable=False, server_default="0",
           comment="how often it failed for now"),
    Column("enabled_at", UtcDateTime, comment="when a person said that it is right after all"),
    Column("enabled_by", Text),
    comment="addresses whose mail came back",
)  # fmt: skip

DERIVED = (
    review, quarantine, held_change, record, evidence, merged_listing, exemption, service,
    employee, person, roster_snapshot, opd_alias, opd_head, opd,
)  # fmt: skip
"""What replay empties and makes again, children first; alerts keep when they were raised."""
