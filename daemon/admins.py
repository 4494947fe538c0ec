"""Give what was written to the admins to the mail server."""

from alerts.telling import Send, deliver
from daemon import process
from daemon.claims import lives
from daemon.wiring import Workshop


def mail_admins(workshop: Workshop, send: Send) -> int:
    """Send what is due; returns how many mails the server took."""

    def alive(who: str) -> bool:
        with workshop.store.read() as connection:
            return lives(connection, who)

    return deliver(workshop.store, send, owner=process.owner(), alive=alive, now=workshop.clock())
