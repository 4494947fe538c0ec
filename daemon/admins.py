"""Give what was written to the admins to the mail server."""

from alerts.telling import Send, deliver
from daemon import process
from daemon.claims import lives
from daemon.wiring import Workshop


def mail_admins(workshop: Workshop, send: Send | None = None) -> int:
    """Send what is due; returns how many mails the server took.

    Args:
        workshop: what to work with; without [mail] nothing is sent.
        send: what else than the mail server of the configuration gets the mails.

    """
    send = send or _by_the_server(workshop)
    if send is None:
        return 0

    def alive(who: str) -> bool:
        with workshop.store.read() as connection:
            return lives(connection, who)

    return deliver(workshop.store, send, owner=process.owner(), alive=alive, now=workshop.clock())


def _by_the_server(workshop: Workshop) -> Send | None:
    mail = workshop.settings.mail
    if mail is None:
        return None
    from daemon.mailing import mail_server  # noqa: PLC0415 - aiosmtplib: only who sends pays
    from digest.admins import to_admins  # noqa: PLC0415

    return to_admins(mail_server(workshop.settings, mail), mail.sender, workshop.clock)
