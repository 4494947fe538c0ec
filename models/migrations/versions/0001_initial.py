"""The first schema."""

from alembic import op

from models.schema import META

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; rewritten as plain operations before the first release."""
    META.create_all(op.get_bind())
