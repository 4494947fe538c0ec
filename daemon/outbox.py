"""Send digests by the settings: the composition of digest/outbox and digest/send."""

from collections.abc import Callable
from datetime import datetime
from email.utils import make_msgid, parseaddr
from zoneinfo import ZoneInfo

from config.holidays import load_holidays
from config.settings import MailSettings
from daemon import process
from daemon.claims import lives
from daemon.digests import digest_of, mail_of, silence_of
from daemon.mailing import mail_server
from daemon.wiring import Workshop
from digest.calendar import OfficeHours
from digest.due import prepare_due
from digest.outbox import Office, Sender, Sent, send_due
from digest.prepare import Order, Write
from digest.send import Answer, send
from digest.values import Month, Previous, Rendered, Silence
from models.outbox import Addressee
from models.store import Transaction
from models.views.opds import OpdRow


class MailUnsetError(Exception):
    """There is no [mail] in the settings."""


def mail_digests(workshop: Workshop, *, now: datetime, stop: Callable[[], bool]) -> Sent:
    """Write the digests that are wanted and send what is due, where it is office hours."""
    prepare_due(workshop.store, office_of(workshop), writer(workshop),
                message_id=message_ids(workshop), now=now)  # fmt: skip
    return send_digests(workshop, now=now, stop=stop)


def send_digests(
    workshop: Workshop, *, now: datetime, stop: Callable[[], bool] = lambda: False
) -> Sent:
    """Send what is due, where it is office hours."""
    return send_due(workshop.store, _sender(workshop), office_of(workshop), now=now, stop=stop)


def writer(workshop: Workshop) -> Write:
    """Return what makes the digest of one OPD."""

    def write(
        connection: Transaction, opd: Addressee, month: Month, previous: Previous | None
    ) -> Rendered | Silence:
        row = OpdRow(opd.opd_id, opd.opd_name, opd.opd)
        made = digest_of(workshop, connection, row, month, previous)
        return silence_of(workshop, made) or mail_of(workshop, made)

    return write


def order_of(workshop: Workshop, month: Month) -> Order:
    """Return the order to write the digests of a month now."""
    return Order(month, writer(workshop), message_ids(workshop), workshop.clock())


def message_ids(workshop: Workshop) -> Callable[[], str]:
    """Return what makes new Message-IDs, in the domain of the sender."""
    domain = parseaddr(mail_of_settings(workshop).sender)[1].rpartition("@")[2]
    return lambda: make_msgid(domain=domain)


def office_of(workshop: Workshop) -> Office:
    """Return who writes, and when."""
    settings = workshop.settings
    mail = mail_of_settings(workshop)
    opens, closes = settings.digest.hours
    days = load_holidays(settings.rules_folder)
    return Office(
        sender=mail.sender,
        unsubscribe=mail.unsubscribe or f"mailto:{parseaddr(mail.sender)[1]}",
        hours=OfficeHours(opens, closes, days.off, days.on),
        zone=ZoneInfo(settings.organisation.timezone),
    )


def mail_of_settings(workshop: Workshop) -> MailSettings:
    """Return how mail leaves.

    Raises:
        MailUnsetError: the settings do not say.

    """
    if workshop.settings.mail is None:
        raise MailUnsetError("bagian [mail] belum diisi di jampel.toml: rekap tidak dapat dikirim")
    return workshop.settings.mail


def _sender(workshop: Workshop) -> Sender:
    mail = mail_of_settings(workshop)
    server, sender = mail_server(workshop.settings, mail), parseaddr(mail.sender)[1]

    def post(message: bytes, address: str, before_data: Callable[[], None]) -> Answer:
        return send(server, message, sender=sender, recipient=address, before_data=before_data)

    def alive(who: str) -> bool:
        with workshop.store.read() as connection:
            return lives(connection, who)

    return Sender(post, process.owner(), alive)
