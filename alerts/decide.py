"""What people decide about an alert: they have seen it, or it may wait until a day."""

from datetime import date, datetime

from models.alert_events import AlertEvent, Step, add_events
from models.alerts import (
    OpenAlert,
    open_alert,
    open_alerts_of,
    set_acknowledged,
    set_snoozed,
    take_turn,
)
from models.spells import person_with
from models.store import Store, Transaction
from models.values import jakarta_day

NIP_LENGTH = 18


class AlertDecisionError(ValueError):
    """It cannot be decided; the message says why, for a person."""


def acknowledge(store: Store, which: str, *, by: str, note: str | None, now: datetime) -> OpenAlert:
    """Note who has seen an alert, of a NIP or an id; again by anybody changes nothing.

    Raises:
        AlertDecisionError: there is no such open alert.

    """
    with store.write() as connection:
        take_turn(connection)
        found = _find(connection, which)
        if found.acknowledged_at is None:
            set_acknowledged(connection, found.id, by=by, at=now)
            step = AlertEvent(found.id, Step.ACKNOWLEDGED, now, found.level, made_by=by, note=note)
            add_events(connection, [step])
        return _find(connection, which)


def snooze(
    store: Store, which: str, *, until: date, by: str, note: str | None, now: datetime
) -> OpenAlert:
    """Let an alert be silent until a day, on which it is back; worse news end that before.

    Raises:
        AlertDecisionError: there is no such open alert, or the day is not to come.

    """
    if until <= jakarta_day(now):
        raise AlertDecisionError(f"--until {until}: harus sesudah hari ini ({jakarta_day(now)}).")
    with store.write() as connection:
        take_turn(connection)
        found = _find(connection, which)
        if found.snoozed_until != until:
            set_snoozed(connection, [found.id], until)
            step = AlertEvent(
                found.id, Step.SNOOZED, now, found.level, made_by=by, note=note, until_on=until
            )
            add_events(connection, [step])
        return _find(connection, which)


def _find(connection: Transaction, which: str) -> OpenAlert:
    digits = "".join(c for c in which if c.isdecimal())
    if len(digits) < NIP_LENGTH:
        if not which.isascii() or not which.isdecimal():
            raise AlertDecisionError(f'"{which}" bukan NIP dan bukan nomor peringatan.')
        found = open_alert(connection, int(which))
        if found is None:
            raise AlertDecisionError(
                f"Tidak ada peringatan {which} yang masih terbuka. Nomornya: jampel alerts history"
            )
        return found
    person_id = person_with(connection, digits)
    if person_id is None:
        raise AlertDecisionError(f'Tidak ada pegawai dengan NIP "{which}" di data induk.')
    open_ones = open_alerts_of(connection, person_id)
    if not open_ones:
        raise AlertDecisionError(f'Tidak ada peringatan terbuka untuk NIP "{which}".')
    if len(open_ones) > 1:
        named = ", ".join(f"{one.id} ({one.year})" for one in open_ones)
        raise AlertDecisionError(
            f'Ada beberapa peringatan terbuka untuk NIP "{which}": sebut nomornya: {named}'
        )
    return open_ones[0]
