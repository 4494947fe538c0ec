"""Addresses that refuse mail, as the mailbox of bounces told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of addresses whose mail came back."""
    op.create_table(
        "bounced_address",
        sa.Column("address", sa.Text(), nullable=False, comment="in small letters"),
        sa.Column(
            "disabled_at",
            sa.DateTime(timezone=True),
            comment="since when nothing is sent there; null where it failed only for now",
        ),
        sa.Column("reason", sa.Text(), comment="what its server said last"),
        sa.Column(
            "temporary",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="how often it failed for now",
        ),
        sa.Column(
            "enabled_at",
            sa.DateTime(timezone=True),
            comment="when a person said that it is right after all",
        ),
        sa.Column("enabled_by", sa.Text()),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_bounced_address")),
        comment="addresses whose mail came back",
    )
