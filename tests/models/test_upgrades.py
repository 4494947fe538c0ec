"""A store that an older program filled keeps everything when its schema is brought up to date."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from models.migrations.apply import upgrade
from models.schema import alert_event
from models.store import HEAD, open_store
from tests.builders import LANDED_AT

OLD_ALERTS = text(
    "INSERT INTO alert (person_id, year, level, reason, raised_at, cleared_at) "
    "VALUES (:person, 2026, :level, 'x', :raised, :cleared)"
)


def test_alerts_of_before_have_a_history(tmp_path: Path) -> None:
    store = open_store("sqlite:///old.db", base_dir=tmp_path)
    with store.write() as connection:
        upgrade(connection, "0001")
        _put_alerts(connection)

    store.upgrade()

    with store.read() as connection:
        events = connection.execute(alert_event.select().order_by(alert_event.c.id)).all()
    assert store.version() == HEAD
    assert [(e.alert_id, e.kind, e.level) for e in events] == [
        (1, "raised", "critical"), (2, "raised", "behind"), (1, "cleared", "critical"),
    ]  # fmt: skip
    assert [e.at for e in events] == [LANDED_AT, LANDED_AT, LANDED_AT + timedelta(days=1)]
    store.close()


def _put_alerts(connection: Connection) -> None:
    raised = LANDED_AT.replace(tzinfo=None)
    cleared = str(raised + timedelta(days=1)) + ".000000"
    at = f"{raised}.000000"
    connection.execute(
        OLD_ALERTS, {"person": 7, "level": "critical", "raised": at, "cleared": cleared}
    )
    connection.execute(OLD_ALERTS, {"person": 8, "level": "behind", "raised": at, "cleared": None})
