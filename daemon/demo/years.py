"""Let years go by on a clock of their own, lived through by the daemon itself.

All that happens, happens at the daemon's ticks: runs, the night's evaluation, digests, the outbox,
alerts about the service and the mail that tells of them.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from daemon.demo.ledger import Ledger, read_ledger
from daemon.demo.mailroom import Mailroom
from daemon.demo.plot import EVENTFUL, QUIET, Plot, plot_of
from daemon.demo.regency import Regency, invent_years
from daemon.demo.stage import EMPLOYEES, SEED, Stage, dress
from daemon.demo.story import Summary, sum_up
from daemon.outbox import office_of
from daemon.service import Daemon
from daemon.wiring import Workshop, open_workshop
from models.admin_mail import AdminMail, mails
from models.values import JAKARTA

YEARS = 3


@dataclass(frozen=True, slots=True)
class MonthTold:
    """One month that went by."""

    summary: Summary
    ledger: Ledger
    """What became of this month's digests."""
    admin_subjects: Sequence[str]
    """What admins were told in the month."""


@dataclass(frozen=True, slots=True)
class YearsTold:
    """What some years came to."""

    plot: Plot
    ledger: Ledger
    admin_mails: Sequence[AdminMail]
    letters: Mapping[str, Path]
    """Mails worth opening, by why."""


class DemoClock:
    """Stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the instant that it shows."""
        return self.now


def play_years(
    folder: Path, *, first: int, years: int = YEARS, employees: int = EMPLOYEES, seed: int = SEED,
    plot: Plot | None = None, told: Callable[[MonthTold], None] = lambda _month: None,
) -> tuple[Stage, YearsTold]:  # fmt: skip
    """Play some years in a folder, and say after each month what it brought.

    Args:
        folder: where.
        first: the year in which it begins.
        years: how many.
        employees: how many there are.
        seed: decides all chance.
        plot: other days and troubles than the usual ones.
        told: hears of each month.

    Raises:
        DemoFolderError: something else is in the folder.

    """
    regencies = list(islice(invent_years(seed, first=first, employees=employees), years))
    stage = dress(folder, regencies[0])
    clock = DemoClock(datetime(first, 1, 1, tzinfo=JAKARTA))
    with stage.mailroom() as room, open_workshop(stage.config, {}, clock=clock) as workshop:
        plot = plot or plot_of(first, years, works=office_of(workshop).hours.works)
        life = _Life(stage, regencies, plot, room=room, workshop=workshop, clock=clock)
        for month in life.months():
            told(month)
        return stage, life.told()


class _Life:
    """The daemon's life through the years of a plot."""

    def __init__(self, stage: Stage, regencies: Sequence[Regency], plot: Plot, *, room: Mailroom,
                 workshop: Workshop, clock: DemoClock) -> None:  # fmt: skip
        self._stage = stage
        self._years = {regency.year: regency for regency in regencies}
        self._plot = plot
        self._room = room
        self._workshop = workshop
        self._clock = clock
        self._months: list[str] = []
        self._told_admins: dict[str, AdminMail] = {}

    def months(self) -> Iterator[MonthTold]:
        """Live through all days and tell after each month."""
        daemon = Daemon(self._workshop)
        with asyncio.Runner() as runner:
            for day in self._plot.days():
                self._befall(day)
                for hour in EVENTFUL if self._plot.is_eventful(day) else QUIET:
                    self._clock.now = datetime.combine(day, hour, JAKARTA)
                    runner.run(daemon.tick())
                if self._plot.ends_month(day):
                    yield self._month(day)

    def told(self) -> YearsTold:
        """Sum up all months."""
        return YearsTold(
            plot=self._plot,
            ledger=self._ledger(self._months),
            admin_mails=list(self._told_admins.values()),
            letters=self._worth_opening(),
        )

    def _befall(self, day: date) -> None:
        """Let happen what comes from outside, before the daemon wakes on a day."""
        self._room.down = day in self._plot.mail_down
        share = self._stage.inbox / "banten-ceria"
        apart = share.with_name("banten-ceria.tidak-terpasang")
        if apart.exists():
            apart.rename(share)
        if self._plot.ends_month(day) and day.year in self._years:
            self._years[day.year].write_month(self._stage.inbox, day.month, day)
        if day in self._plot.source_away and share.exists():
            share.rename(apart)
        if day == self._plot.headed_on:
            self._stage.name_head(day)

    def _month(self, day: date) -> MonthTold:
        mailed = [f"{day:%Y-%m}"] if day.replace(day=1) >= self._plot.first else []
        self._months += mailed
        known = self._told_admins
        news = [mail for mail in self._admin_mails() if mail.message_id not in known]
        known |= {mail.message_id: mail for mail in news}
        return MonthTold(
            sum_up(self._workshop, []), self._ledger(mailed), [mail.subject for mail in news]
        )

    def _ledger(self, months: Sequence[str]) -> Ledger:
        return read_ledger(
            self._workshop.store, self._room.letters, opds=self._stage.opds, months=months
        )

    def _admin_mails(self) -> list[AdminMail]:
        """Return what the store holds; after two years it lets go of them."""
        with self._workshop.store.read() as connection:
            return mails(connection, "queued", "sending", "sent", "failed")

    def _worth_opening(self) -> Mapping[str, Path]:
        """Pick the first mail after each trouble."""
        wanted = {
            "source_away": f"{self._plot.source_away.last:%Y-%m}",
            "mail_down": f"{self._plot.mail_down.first:%Y-%m}",
            "newest": self._months[-1],
        }
        found = {}
        for why, month in wanted.items():
            letters = sorted(self._stage.letters.joinpath(month).glob("dinas-*.eml"))
            if letters:
                found[why] = letters[0]
        return found
