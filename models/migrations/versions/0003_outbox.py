"""The outbox of digests, which is also their ledger: one row an OPD, period and copy."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of digests."""
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opd", sa.Text(), nullable=False, comment="its folded name"),
        sa.Column("opd_name", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False, comment="for example 2026-11"),
        sa.Column(
            "copy", sa.Integer(), nullable=False, comment="0; more where a person sends again"
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="queued, sending, accepted, suppressed, failed",
        ),
        sa.Column("reason", sa.Text(), comment="why it is suppressed, failed, or held up"),
        sa.Column("head", sa.Text()),
        sa.Column("address", sa.Text(), comment="of the head as of the last attempt"),
        sa.Column("message_id", sa.Text(), comment="the same at each attempt"),
        sa.Column("subject", sa.Text()),
        sa.Column("facts", sa.Text(), comment="JSON: what was told of whom"),
        sa.Column("content", sa.LargeBinary(), comment="zstd JSON: the mail without its headers"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), comment="who sent it again; null where it was due"),
        sa.Column("owner", sa.Text(), comment="the process that sends it"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column(
            "handed_over",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the server may have it: from DATA until its answer is written down",
        ),
        sa.Column(
            "unsure",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="an earlier attempt got no answer: it may have gone twice",
        ),
        sa.Column("without_annex", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reply", sa.Text(), comment="what the mail server said last"),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("opd", "period", "copy", name=op.f("uq_digest_opd_period_copy")),
        sa.UniqueConstraint("message_id", name=op.f("uq_digest_message_id")),
        comment="each digest that was due, and what became of it",
    )
    op.create_index("ix_digest_state", "digest", ["state"])
