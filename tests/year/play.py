"""Let the nights of a year go by before a real daemon, with or without troubles.

World, services and troubles are in this process; the daemon is in its own.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from random import Random
from threading import Timer

from connectors.testing.moodle.server import Site, moodle_site
from models.values import JAKARTA
from tests.daemon.own_postgres import OwnPostgres, own_postgres
from tests.smtp import Taken
from tests.year.driven import Beat, DiedError, DrivenDaemon
from tests.year.front import Front, front_of
from tests.year.post_office import PostOffice, post_office
from tests.year.troubles import QUIET, Base, Night, Wire, troubles
from tests.year.world import DAY, FIRST, YEAR, Ceria, Lan, World, write_roster

NIGHT = day_time(1, 5)
PLAIN_DAY = (NIGHT, day_time(8, 5))
MAILING_DAY = (*PLAIN_DAY, day_time(9, 5), day_time(13, 5), day_time(15, 35))
MAILING_DAYS = 9
"""So many days of a month mail may be on its way."""
CALM_DAYS = 8
"""Without trouble, after the nights: what was put off has its turn."""
SOON = timedelta(seconds=10)
LATER = timedelta(minutes=6)
"""When a daemon tries again what broke."""
LOCKED_SECONDS = 1.0
FAILURES = 8
"""As many answers as a source is asked for in two runs before it gives up."""
ADMIN = "admin@serang.example"
CONFIG = """\
[store]
url = "{url}"
[organisation]
name = "BKPSDM Kabupaten Serang (rekaan)"
[roster]
path = "roster/*.xlsx"
settle = 0
[sources.lan-ri]
connector = "files"
path = "inbox/lan/*"
settle = 0
schedule = "0 1,8 * * *"
priority = 10
[sources.banten-ceria]
connector = "moodle"
base_url = "http://127.0.0.1:{moodle}"
token = {{ env = "BANTEN_CERIA_TOKEN" }}
private_network = true
requests_per_second = 200
schedule = "0 1,8 * * *"
priority = 20
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "BKPSDM (rekaan) <bangkom@serang.example>"
admins = ["{admin}"]
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which days are lived through, and what befalls them."""

    days: Sequence[date]
    nights: Mapping[date, Night] = field(default_factory=dict)
    """Those with troubles."""
    calm: int = CALM_DAYS
    """Days without any that come after them."""
    flaws: float = 0.0
    """Share of the conversations with the mail server that chance spoils."""
    seed: int = 1
    postgres: bool = False

    @property
    def calm_days(self) -> Sequence[date]:
        """On the first of them everything is told that happened before it."""
        return [self.days[-1] + n * DAY for n in range(1, self.calm + 1)]

    @property
    def months(self) -> Sequence[str]:
        """The months whose digests are due."""
        return [f"{day:%Y-%m}" for day in (*self.days, *self.calm_days)[1:] if day.day == 1]


def year_of_nights(*, seed: int, share: float = 0.0, kills: bool = True, nights: int = 366) -> Plan:
    """Plan all nights of a year, each kind of trouble in a share of them."""
    days = [FIRST + n * DAY for n in range(nights)]
    return Plan(days, troubles(seed, days, share=share, kills=kills), flaws=share, seed=seed)


@dataclass(slots=True)
class Lived:
    """What a year was like; the store and the mails tell the rest."""

    config: Path
    beats: list[tuple[datetime, Beat]] = field(default_factory=list)
    taken: Sequence[Taken] = ()
    deaths: int = 0
    seconds: float = 0.0


def live(folder: Path, world: World, plan: Plan, *,
         told: Callable[[date, Lived], None] = lambda _day, _lived: None,
         judged: Callable[[Lived, str], None] = lambda _lived, _url: None) -> Lived:  # fmt: skip
    """Live through a plan in an empty folder.

    Args:
        folder: where everything is.
        world: who lives.
        plan: how.
        told: hears after each day.
        judged: is given the URL of the store after the last one, while its server is there.

    """
    began = time.monotonic()
    with ExitStack() as stack:
        life = _Year(folder, world, plan, stack)
        for day in life.days():
            life.lived.seconds = time.monotonic() - began
            told(day, life.lived)
        life.daemon.end()
        judged(life.lived, life.url)
    life.lived.seconds = time.monotonic() - began
    return life.lived


class _Year:
    def __init__(self, folder: Path, world: World, plan: Plan, stack: ExitStack) -> None:
        self._plan = plan
        self._chance = Random(f"life {plan.seed}")
        self._ceria, self._lan = Ceria(world), Lan(world, folder / "inbox" / "lan")
        write_roster(world, folder / "roster")
        self._site: Site = stack.enter_context(moodle_site(self._ceria.moodle))
        behind = int(self._site.base_url.rpartition(":")[2])
        self._door: Front = stack.enter_context(front_of(behind))
        self._post: PostOffice = stack.enter_context(post_office(plan.seed))
        self._server: OwnPostgres | None = None
        if plan.postgres:
            self._server = stack.enter_context(own_postgres())
        self._file = folder / "jampel.db"
        self.url = self._server.url if self._server else f"sqlite:///{self._file.name}"
        config = folder / "jampel.toml"
        config.write_text(CONFIG.format(url=self.url, moodle=self._door.port, mail=self._post.port,
                                        admin=ADMIN))  # fmt: skip
        self.daemon = DrivenDaemon(config)
        self.lived = Lived(config, taken=self._post.taken)
        self._told = date(YEAR, 1, 1)
        self._usual: dict[day_time, float] = {}

    def days(self) -> Iterator[date]:
        """Live; a day is told when it is over."""
        for day in (*self._plan.days, *self._plan.calm_days):
            night = self._plan.nights.get(day, QUIET)
            self._begin(day, night)
            self._live(day, night)
            yield day

    def _begin(self, day: date, night: Night) -> None:
        """Let happen what comes from outside, before the daemon wakes."""
        self._lan.mend()
        self._train(min(day, self._plan.calm_days[0]))
        self._lan.spoil(night.file)
        self._site.maintenance(on=night.wire is Wire.UPKEEP)
        if night.wire is Wire.BROKEN:
            self._site.fail_next(FAILURES)
        self._site.forget_requests()
        self._door.behave(night.wire)
        self._post.behave(night.post, flaws=self._plan.flaws if day in self._plan.days else 0)

    def _train(self, up_to: date) -> None:
        """Let people train, and tell of what ended before a day."""
        while self._told < up_to:
            self._ceria.live(self._told)
            self._told += DAY
            self._lan.live(self._told, all_now=self._told == self._plan.calm_days[0])

    def _live(self, day: date, night: Night) -> None:
        hours = MAILING_DAY if day.day <= MAILING_DAYS else PLAIN_DAY
        struck = self._chance.choice(hours)
        for hour in hours:
            at = datetime.combine(day, hour, JAKARTA)
            if night.base and hour is struck:
                at = self._without_store(at, night.base)
            for _ in range(
                self._chance.choice((1, 1, 2)) if night.killed and hour is struck else 0
            ):
                at = self._killed(at)
            self._beat(at)

    def _beat(self, at: datetime) -> Beat:
        """Come round; one that was killed in its last moment comes round anew."""
        try:
            beat = self.daemon.beat(at)
        except DiedError:
            if not any(night.killed for night in self._plan.nights.values()):
                raise
            beat = self.daemon.beat(at + SOON)
        self._usual[_hour(at)] = beat.seconds
        self.lived.beats.append((at, beat))
        self.lived.deaths = self.daemon.deaths
        return beat

    def _killed(self, at: datetime) -> datetime:
        with suppress(DiedError):
            self.daemon.beat(at, kill_after=self._chance.uniform(0, self._usual_seconds(at)))
        return at + SOON

    def _usual_seconds(self, at: datetime) -> float:
        """How long a beat of that hour took the last time."""
        return self._usual.get(_hour(at), 1.0)

    def _without_store(self, at: datetime, trouble: Base) -> datetime:
        """Let the store go away in the middle of a beat; return when to come round again."""
        after = self._chance.uniform(0, self._usual_seconds(at))
        if self._server is None:
            lock = Timer(after, _hold, [self._file])
            lock.start()
            self._beat(at)
            lock.join()
            return at + LATER
        going = Timer(after, self._server.stop if trouble is Base.STOPPED else self._server.kill)
        going.start()
        self._beat(at)
        going.join()
        self._beat(at + SOON)
        self._server.start()
        return at + LATER


def _hour(at: datetime) -> day_time:
    return at.time().replace(minute=0, second=0)


def _hold(file: Path) -> None:
    """Hold the lock of a store, as a backup program would."""
    if not file.exists():
        return
    held = sqlite3.connect(file, isolation_level=None)
    try:
        held.execute("PRAGMA busy_timeout = 60000")
        held.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED_SECONDS)
        held.execute("ROLLBACK")
    finally:
        held.close()
