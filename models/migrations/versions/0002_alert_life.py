"""Alerts get a life with a history, and the service has alerts of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Let alerts be acknowledged and snoozed; make what admins are told of the service."""
    _life_of_an_alert()
    _alerts_of_the_service()


def _life_of_an_alert() -> None:
    op.add_column("alert", sa.Column("acknowledged_at", sa.DateTime(timezone=True)))
    op.add_column("alert", sa.Column("acknowledged_by", sa.Text()))
    op.add_column(
        "alert", sa.Column("snoozed_until", sa.Date(), comment="the day on which it is back")
    )
    op.create_table(
        "alert_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="raised, changed, acknowledged, snoozed, returned, cleared",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Text(), nullable=False, comment="after this step"),
        sa.Column("level_before", sa.Text()),
        sa.Column("made_by", sa.Text(), comment="who decided; null where the rules did"),
        sa.Column("note", sa.Text()),
        sa.Column("until_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_event_alert_id_alert")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_event")),
        comment="every step in the life of an alert; only added to",
    )
    op.create_index("ix_alert_event_alert", "alert_event", ["alert_id"])
    # Alerts of before have their beginning and their end told; what lay between is not known.
    op.execute(
        "INSERT INTO alert_event (alert_id, kind, at, level) "
        "SELECT id, 'raised', raised_at, level FROM alert ORDER BY id"
    )
    op.execute(
        "INSERT INTO alert_event (alert_id, kind, at, level) "
        "SELECT id, 'cleared', cleared_at, level FROM alert WHERE cleared_at IS NOT NULL "
        "ORDER BY id"
    )


def _alerts_of_the_service() -> None:
    op.create_table(
        "admin_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, sending, sent, failed"),
        sa.Column("owner", sa.Text(), comment="the process that sends it"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column(
            "unsure",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="its sender died between sending and telling: it may have gone twice",
        ),
        sa.Column("reply", sa.Text(), comment="what the mail server said last"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_admin_mail_message_id")),
        comment="what admins are told by mail, each once",
    )
    op.create_table(
        "service_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="a source, or what else it is about"
        ),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it began to hold",
        ),
        sa.Column("raised_at", sa.DateTime(timezone=True), comment="when it had held long enough"),
        sa.Column(
            "gone_at", sa.DateTime(timezone=True), comment="since when it does not hold any more"
        ),
        sa.Column(
            "cleared_at", sa.DateTime(timezone=True), comment="when it had been gone long enough"
        ),
        sa.Column("told_in", sa.Integer()),
        sa.Column("cleared_told_in", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["told_in"], ["admin_mail.id"], name=op.f("fk_service_alert_told_in_admin_mail")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_told_in"],
            ["admin_mail.id"],
            name=op.f("fk_service_alert_cleared_told_in_admin_mail"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_alert")),
        comment="what is wrong with the service itself",
    )
    op.create_index(
        "one_open_alert_a_kind_and_subject",
        "service_alert",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_table(
        "daily_count",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="quarantine, review"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("on_day", "kind", "source", name=op.f("pk_daily_count")),
        comment="how much waited for a person on a day: what grows is seen by it",
    )
