"""The first schema: what was fetched, who is who, what was learned, and who is at risk.

A migration says what was done then: it imports nothing of ours that may change later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table, parents first."""
    _what_was_fetched()
    _what_was_decided()
    _who_is_who()
    _what_was_learned()
    _what_is_asked()
    _who_is_at_risk()


def _what_was_fetched() -> None:
    """Runs, and what sources said."""
    op.create_table(
        "fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
        comment="single facts about the store: digests of the roster, last evaluation, id counters",
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), comment="why it is held, paused or failed, for a person"),
        sa.Column("detail", sa.Text(), comment="JSON: what differs, or the traceback"),
        sa.Column(
            "content", sa.Text(), comment="digest of all that was landed: the same again joins it"
        ),
        sa.Column(
            "cursor", sa.Text(), comment="where the fetch ended; becomes the source's when merged"
        ),
        sa.Column(
            "owner", sa.Text(), nullable=False, comment="host, process and its start: who runs it"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_source_started", "run", ["source", "started_at"])
    op.create_index(
        "one_active_run_a_source",
        "run",
        ["source"],
        unique=True,
        sqlite_where=sa.text("outcome = 'running'"),
        postgresql_where=sa.text("outcome = 'running'"),
    )
    op.create_table(
        "page_body",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="zstd"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_page_body")),
        comment="what sources said, unchanged, each content once",
    )
    op.create_table(
        "landed_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_landed_page_run_id_run")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["page_body.sha256"], name=op.f("fk_landed_page_sha256_page_body")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landed_page")),
    )
    op.create_index("ix_landed_page_listing", "landed_page", ["source", "listing"])
    op.create_index("ix_landed_page_run", "landed_page", ["run_id"])
    op.create_table(
        "page_reading",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column(
            "sheets", sa.Text(), nullable=False, comment="JSON: heading rows and mapping of columns"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["landed_page.id"], name=op.f("fk_page_reading_page_id_landed_page")
        ),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_reading")),
    )
    op.create_table(
        "merged_listing",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False, comment="whose pages it stands for"),
        sa.Column("content", sa.Text(), nullable=False, comment="digest of its pages"),
        sa.Column(
            "rows", sa.Integer(), nullable=False, comment="rows that were no title, sum or blank"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_merged_listing_run_id_run")),
        sa.PrimaryKeyConstraint("source", "listing", name=op.f("pk_merged_listing")),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text()),
        sa.Column(
            "context", sa.Text(), comment="digest of roster, rules, settings and reader when merged"
        ),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("pause_reason", sa.Text()),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_ok_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_state")),
    )


def _what_was_decided() -> None:
    """What people decided, and the journal that replay follows."""
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("key", sa.Text()),
        sa.Column("detail", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column(
            "revoked_by", sa.Integer(), comment="the later decision that takes this one back"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        comment="what people decided, once and for ever; also the audit log",
    )
    op.create_index("ix_decision_source_key", "decision", ["source", "key"])
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="merge, roster, decision"),
        sa.Column("run_id", sa.Integer()),
        sa.Column("decision_id", sa.Integer()),
        sa.Column("detail", sa.Text(), nullable=False, comment="JSON: what exactly was done"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_journal_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_journal_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        comment="all that ever changed the derived tables, in order: replay does it again",
    )


def _who_is_who() -> None:
    """OPDs, employees and the rosters that told of them."""
    op.create_table(
        "opd",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("abbreviation", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opd")),
        sa.UniqueConstraint("folded", name=op.f("uq_opd_folded")),
    )
    op.create_table(
        "opd_head",
        sa.Column("opd_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_opd_head_opd_id_opd")),
        sa.PrimaryKeyConstraint("opd_id", "from_on", name=op.f("pk_opd_head")),
    )
    op.create_table(
        "opd_alias",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("opd_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, comment="roster, or decision"),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_opd_alias_opd_id_opd")),
        sa.PrimaryKeyConstraint("folded", name=op.f("pk_opd_alias")),
    )
    op.create_table(
        "roster_snapshot",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "dated", sa.Boolean(), nullable=False, comment="the files name this date themselves"
        ),
        sa.Column(
            "entries",
            sa.LargeBinary(),
            nullable=False,
            comment="zstd JSON: the list as it was read",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_roster_snapshot_run_id_run")),
        sa.PrimaryKeyConstraint("as_of", name=op.f("pk_roster_snapshot")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "employee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "person_id", sa.Integer(), nullable=False, comment="several NIPs over time, one person"
        ),
        sa.Column("nip", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sa.UniqueConstraint("nip", name=op.f("uq_employee_nip")),
        comment="one a NIP; `person_id` joins the NIPs of one person",
    )
    op.create_index("ix_employee_person", "employee", ["person_id"])
    op.create_table(
        "service",
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), comment="first day no longer; null while it lasts"),
        sa.Column("opd_id", sa.Integer()),
        sa.Column("unit", sa.Text()),
        sa.Column("employment", sa.Text(), nullable=False),
        sa.Column("legal_position", sa.Text()),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_service_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_service_opd_id_opd")),
        sa.PrimaryKeyConstraint("employee_id", "from_on", name=op.f("pk_service")),
        comment="OPD membership and employment, with dates",
    )
    op.create_table(
        "exemption",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_exemption_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_exemption")),
    )


def _what_was_learned() -> None:
    """Evidence and the records that are made of it."""
    op.create_table(
        "evidence",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column(
            "hash", sa.Text(), nullable=False, comment="of the content: differs, so it changed"
        ),
        sa.Column("listed", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False, comment="exactly one event"),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text()),
        sa.Column("form", sa.Text()),
        sa.Column("start_on", sa.Date()),
        sa.Column("end_on", sa.Date()),
        sa.Column("year", sa.Integer()),
        sa.Column("jp", sa.Integer(), comment="hundredths"),
        sa.Column("conversion", sa.Text(), comment="code of the form whose conversion gave the JP"),
        sa.Column("certificate_number", sa.Text()),
        sa.Column("course_id", sa.Text()),
        sa.Column("flags", sa.Text(), server_default="", nullable=False),
        sa.Column("matched_by", sa.Text(), nullable=False),
        sa.Column(
            "printed", sa.Text(), nullable=False, comment="JSON: the row as printed, by field"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_evidence_source_key")),
        comment="one a row that a source reported of an employee",
    )
    op.create_index("ix_evidence_employee", "evidence", ["employee_id"])
    op.create_index("ix_evidence_record", "evidence", ["record_id"])
    op.create_table(
        "record",
        sa.Column(
            "id", ROW_ID, autoincrement=False, nullable=False, comment="least id of its evidence"
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "employee_id", sa.Integer(), nullable=False, comment="whose NIP the speaking row names"
        ),
        sa.Column("year", sa.Integer()),
        sa.Column("start_on", sa.Date()),
        sa.Column("end_on", sa.Date()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text()),
        sa.Column("form", sa.Text()),
        sa.Column("jp", sa.Integer(), comment="hundredths"),
        sa.Column("certificate_number", sa.Text()),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("flags", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        comment="one employee x one learning event",
    )
    op.create_index("ix_record_person", "record", ["person_id"])
    op.create_index("ix_record_year", "record", ["year"])
    op.create_table(
        "held_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="of the evidence that counts on"),
        sa.Column("kind", sa.Text(), nullable=False, comment="changed, withdrawn, corrected"),
        sa.Column("proposal", sa.Text(), nullable=False, comment="JSON: the version that waits"),
        sa.Column("hash", sa.Text(), nullable=False, comment="of the version that waits"),
        sa.Column("year", sa.Integer()),
        sa.Column("jp_before", sa.Integer(), nullable=False),
        sa.Column("jp_after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_held_change_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_change")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_held_change_source_key")),
        comment="falls that wait for a person",
    )


def _what_is_asked() -> None:
    """Rows that wait for a person."""
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_quarantine_source_key")),
    )
    op.create_index("ix_quarantine_listing", "quarantine", ["source", "listing"])
    op.create_table(
        "review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("nip_text", sa.Text()),
        sa.Column("name_text", sa.Text()),
        sa.Column("opd_text", sa.Text()),
        sa.Column("account", sa.Text()),
        sa.Column("candidates", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_review_source_key")),
    )
    op.create_index("ix_review_listing", "review", ["source", "listing"])


def _who_is_at_risk() -> None:
    """Alerts."""
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        comment="raised once a person, year and level; "
        "a changed level clears one and raises the next",
    )
    op.create_index(
        "one_open_alert_a_person_and_year",
        "alert",
        ["person_id", "year"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    # The row under whose lock merges take their turn: it must stand before the first of them.
    op.execute("INSERT INTO fact (name, value) VALUES ('next_evidence_id', '1')")
