"""Let years go by on a clock of their own, lived through by the daemon itself.

All that happens, happens at the daemon's ticks: runs, the night's evaluation, digests, the outbox,
alerts about the service and the mail that tells of them.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from daemon.demo.courses import Source
from daemon.demo.ledger import Ledger, read_ledger
from daemon.demo.plot import DAY, Plot, plot_of
from daemon.demo.proof import Proof, only_in_lms, prove
from daemon.demo.regency import Regency, invent_years
from daemon.demo.stage import EMPLOYEES, SEED, Outside, Stage, dress
from daemon.demo.story import Summary, sum_up
from daemon.demo.telling import Telling
from daemon.demo.truth import Truth, truth_of
from daemon.memory import give_back, share_arenas
from daemon.outbox import office_of
from daemon.service import Daemon
from daemon.sources import engine_of
from daemon.wiring import Workshop, open_workshop, read_settings
from models.admin_mail import AdminMail, mails
from models.values import JAKARTA
from sync.decide import resume

YEARS = 3
UNENROLLED = 5
"""So many people are taken out of their courses."""


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
    proof: Proof
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
    share_arenas()
    regencies = list(islice(invent_years(seed, first=first, employees=employees), years))
    stage = dress(folder, regencies[0])
    clock = DemoClock(datetime(first, 1, 1, tzinfo=JAKARTA))
    with stage.outside() as outside, open_workshop(stage.config, {}, clock=clock) as workshop:
        plot = plot or plot_of(first, years, works=office_of(workshop).hours.works)
        life = _Life(stage, regencies, plot, outside=outside, workshop=workshop, clock=clock)
        for month in life.months():
            told(month)
        return stage, life.told()


class _Life:
    """The daemon's life through the years of a plot."""

    def __init__(self, stage: Stage, regencies: Sequence[Regency], plot: Plot, *, outside: Outside,
                 workshop: Workshop, clock: DemoClock) -> None:  # fmt: skip
        self._stage = stage
        self._years = {regency.year: regency for regency in regencies}
        self._plot = plot
        self._room, self._lms = outside.room, outside.lms
        self._workshop = workshop
        self._daemon = Daemon(workshop)
        self._clock = clock
        self._months: list[str] = []
        self._written: list[tuple[int, int]] = []
        self._told_admins: dict[str, AdminMail] = {}
        self._hidden = self._revoked = 0

    def months(self) -> Iterator[MonthTold]:
        """Live through all days and tell after each month."""
        with asyncio.Runner() as runner:
            for day in self._plot.days():
                self._befall(day)
                for hour in self._plot.hours(day):
                    self._clock.now = datetime.combine(day, hour, JAKARTA)
                    runner.run(self._daemon.tick())
                give_back()
                if self._plot.ends_month(day):
                    yield self._month(day)

    def told(self) -> YearsTold:
        """Sum up all months."""
        return YearsTold(
            plot=self._plot,
            ledger=self._ledger(self._months),
            proof=prove(
                self._workshop.store,
                self._truths(),
                on=self._plot.last,
                hidden=self._hidden,
                revoked=self._revoked,
            ),
            admin_mails=list(self._told_admins.values()),
            letters=self._worth_opening(),
        )

    def _befall(self, day: date) -> None:
        """Let happen what comes from outside, before the daemon wakes on a day."""
        plot = self._plot
        self._room.down = day in plot.mail_down
        self._lms.in_maintenance(on=day in plot.lms_away)
        if plot.ends_month(day) and day.year in self._years:
            self._write_month(day)
        if day == plot.token_expired.first:
            self._lms.expire_token()
        if day == plot.token_expired.last + DAY:
            self._renew_token()
        if day == plot.revoked_on:
            self._lms.revoke(self._told_by_lms_alone(day)[0])
            self._revoked = 1
        if day == plot.unenrolled_on:
            people = dict.fromkeys(row.nip for row in self._told_by_lms_alone(day)[1:])
            self._hidden = self._lms.unenrol(list(people)[:UNENROLLED])
        if day == plot.headed_on:
            self._stage.name_head(day)

    def _write_month(self, day: date) -> None:
        regency = self._years[day.year]
        regency.write_month(self._stage.inbox, day.month, day)
        self._lms.take(regency.tellings, day.month, day)
        self._written.append((day.year, day.month))

    def _told_by_lms_alone(self, day: date) -> list[Telling]:
        """Return what the daemon has seen by now; the first is never among those unenrolled."""
        months = [month for year, month in self._written if year == day.year]
        rows = [row for row in self._years[day.year].tellings if row.month in months]
        first, *others = only_in_lms(rows, day)
        return [first, *(row for row in others if row.nip != first.nip)]

    def _renew_token(self) -> None:
        """Do what an admin does: a new token, the daemon started anew, the source resumed."""
        self._lms.renew_token()
        settings = read_settings(self._stage.config, {})
        self._workshop = replace(self._workshop, settings=settings)
        self._daemon = Daemon(self._workshop)
        resume(engine_of(self._workshop), Source.LMS.value)

    def _truths(self) -> Iterator[tuple[int, Truth]]:
        for year, regency in self._years.items():
            months = {month for written, month in self._written if written == year}
            told = [row for row in regency.tellings if row.month in months]
            yield year, truth_of(regency.employees, told, self._plot.last)

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
            "lms_away": f"{self._plot.lms_away.last:%Y-%m}",
            "mail_down": f"{self._plot.mail_down.first:%Y-%m}",
            "newest": self._months[-1],
        }
        found = {}
        for why, month in wanted.items():
            letters = sorted(self._stage.letters.joinpath(month).glob("dinas-*.eml"))
            if letters:
                found[why] = letters[0]
        return found
