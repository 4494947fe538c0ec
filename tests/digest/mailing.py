"""OPDs with heads, digests without art, and a clock: what tests of the outbox are not about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from digest.outbox import Office, Sender, Sent, send_due
from digest.prepare import Order, Write, look_again, prepare
from digest.send import Answer, MailServer, send
from digest.values import Attachment, Month, Previous, Rendered
from models import schema
from models.outbox import Addressee, Entry, entries
from models.store import Store, Transaction
from tests.builders import Regency

MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
"""Eight in the morning in Serang."""
MONTH = Month("2026-11", MONDAY.date())
SENDER = "BKPSDM <bangkom@serang.example>"
ME = "host 1 1"
OFFICE = Office(SENDER, "mailto:bangkom@serang.example")
OPDS = ("Badan Kepegawaian", "Dinas Kesehatan", "Dinas Pendidikan")
ANNEX = Attachment("rincian.xlsx", "application/octet-stream", b"\x00\x01annex")


def plain(
    _connection: Transaction, opd: Addressee, month: Month, previous: Previous | None
) -> Rendered:
    """A digest that says which OPD it is for, and what was told before."""
    text = f"Rekap {opd.opd_name} {month.key}\nsebelumnya: {previous and previous.facts}\n"
    return Rendered(f"Rekap {opd.opd_name}", f"<p>{text}</p>", text, (ANNEX,), f"{opd.opd} told")


def put_opds(store: Store, *names: str, email: str | None = "kepala{}@opd.example") -> None:
    """Put OPDs whose heads have served since 2020."""
    with store.write() as connection:
        regency = Regency(connection)
        for number, name in enumerate(names):
            opd_id = regency.opd(name)
            address = email and email.format(number)
            put_head(connection, opd_id, date(2020, 1, 1), f"Kepala {name}", address)


def put_head(
    connection: Transaction, opd_id: int, from_on: date, name: str | None, email: str | None
) -> None:
    """Let somebody, or nobody, lead an OPD from a day on."""
    connection.execute(
        schema.opd_head.insert().values(opd_id=opd_id, from_on=from_on, name=name, email=email)
    )


@dataclass(slots=True)
class Mailing:
    """The outbox of a store, and the mail server it talks to."""

    store: Store
    port: int
    office: Office = OFFICE
    server: MailServer | None = None
    alive: Callable[[str], bool] = lambda who: who != "dead"
    meanwhile: Callable[[], None] = lambda: None
    """Happens after a mail is claimed and before it is sent."""
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def prepare(self, write: Write = plain, *, month: Month = MONTH, now: datetime = MONDAY) -> int:
        """Write down the digests of a month."""
        return prepare(self.store, Order(month, write, self.message_id, now))

    def look_again(
        self, write: Write, *, month: Month = MONTH, at_once: bool = False, **later: float
    ) -> int:
        """Look so much later than Monday morning at what waited for its data."""
        order = Order(month, write, self.message_id, MONDAY + timedelta(**later))
        return look_again(self.store, order, self.office, at_once=at_once)

    def message_id(self) -> str:
        """Return a new Message-ID."""
        return f"<{next(self._ids)}.{id(self)}@serang.example>"

    def send(self, now: datetime = MONDAY) -> Sent:
        """Send what is due."""
        return send_due(self.store, Sender(self._post, ME, self.alive), self.office, now=now)

    def send_after(self, **later: float) -> Sent:
        """Send what is due so much later than Monday morning."""
        return self.send(MONDAY + timedelta(**later))

    def _post(self, message: bytes, address: str, before_data: Callable[[], None]) -> Answer:
        self.meanwhile()
        server = self.server or MailServer("127.0.0.1", self.port)
        return send(server, message, sender="bangkom@serang.example", recipient=address,
                    before_data=before_data)  # fmt: skip

    def ledger(self) -> list[Entry]:
        """Return every row."""
        with self.store.read() as connection:
            return entries(connection)

    @property
    def states(self) -> list[tuple[str, str | None]]:
        """State and reason of every row, by period and OPD."""
        return [(one.state, one.reason) for one in self.ledger()]
