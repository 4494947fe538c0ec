"""LMS Banten Ceria in the demo: a Moodle on loopback in which the invented people learn."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from connectors.testing.moodle.functions import FULL
from connectors.testing.moodle.parts import Course, Role, User
from connectors.testing.moodle.reports import ISSUED
from connectors.testing.moodle.server import Site, moodle_site
from connectors.testing.moodle.world import World
from daemon.demo.accounts import NipPlace, place_of_nip
from daemon.demo.courses import Source
from daemon.demo.telling import NipState, Telling
from models.values import JAKARTA

TOKEN_FILE = "token-lms.txt"  # noqa: S105 - the name of the file that holds it
_COLUMNS = (
    "course:coursefullnamewithlink", "user:username", "user:idnumber", "user:fullnamewithlink",
    "user:email", "user:department", "user:profilefield_nip", "completion:timecompleted",
)  # fmt: skip
"""Of the report that docs/connectors/moodle.md asks the site's admin for."""
_FIRST_HOUR = time(8, tzinfo=JAKARTA)
_MINUTES = 600
_OTHER_DOMAIN = "surel.example"


@dataclass(slots=True)
class Lms:
    """The site, what is known of it, and what befalls it."""

    site: Site
    token_file: Path
    _accounts: dict[tuple[str, bool], User] = field(default_factory=dict)
    """NIP, and whether it is the second account of its owner."""
    _courses: dict[tuple[str, int, int], Course] = field(default_factory=dict)
    """Title, year and month in which it ends: each has an intake of its own."""
    _tokens: Iterator[int] = field(default_factory=lambda: count(1))
    _service: User = field(init=False)

    def __post_init__(self) -> None:
        """Set the site up as its admin would for us: an account, its token, two reports."""
        world = self._world
        self._service = world.add_user("ws_jampel", "Layanan Jampel", role=Role.MANAGER)
        world.add_report("Rekap Kelulusan", "participants", _COLUMNS)
        world.add_report("Sertifikat Terbit", "certificates", ISSUED)
        self.renew_token()

    def take(self, tellings: Iterable[Telling], month: int, up_to: date) -> None:
        """Let people complete what ended in a month, up to a day; what is completed stays so."""
        with self._world.lock:
            for row in tellings:
                if row.source is Source.LMS and row.month == month and row.end_on <= up_to:
                    self._complete(row)
            # Nobody reads them by web service, and they would fill the memory.
            self._world.events.clear()
            self.site.forget_requests()

    def expire_token(self) -> None:
        """Let the token be too old, as after twelve weeks."""
        self.site.expire_tokens()

    def renew_token(self) -> None:
        """Give the account a new token, and write it where the configuration looks for it."""
        token = f"{next(self._tokens):032x}"
        self._world.add_token(token, self._service, FULL)
        self.token_file.write_text(f"{token}\n", encoding="utf-8")

    def in_maintenance(self, *, on: bool) -> None:
        """Close the site for a time, or open it."""
        self.site.maintenance(on=on)

    def unenrol(self, nips: Collection[str]) -> int:
        """Take people out of all their courses; return how many completions are not shown now."""
        world = self._world
        gone = {self._accounts[nip, False].id for nip in nips}
        with world.lock:
            pairs = [pair for pair in world.enrolments if pair[0] in gone]
            for user, course in pairs:
                world.unenrol(world.users[user], world.courses[course])
        return len(pairs)

    def revoke(self, row: Telling) -> None:
        """Take back a completion and its certificate, as after a fraud."""
        world = self._world
        user, course = self._accounts[row.nip, row.repeats], self._course(row)
        with world.lock:
            world.undo(user, course)
            for issue in list(world.tool_certificates.values()):
                if (issue.user, issue.course) == (user.id, course.id):
                    world.delete_certificate(issue)

    @property
    def _world(self) -> World:
        return self.site.world

    def _complete(self, row: Telling) -> None:
        user, course = self._account(row), self._course(row)
        if (user.id, course.id) in self._world.completions:
            return
        moment = datetime.combine(row.end_on, _FIRST_HOUR) + timedelta(minutes=row.roll % _MINUTES)
        self._world.now = int(moment.timestamp())
        self._world.enrol(user, course)
        self._world.complete(user, course)
        if row.number is not None:
            self._world.issue(user, course, row.number)

    def _course(self, row: Telling) -> Course:
        key = (row.title, row.end_on.year, row.month)
        if key not in self._courses:
            self._courses[key] = self._world.add_course(
                shortname=f"{len(self._courses) + 1:04d}-{row.end_on:%Y-%m}",
                fullname=row.title,
                jp=f"{row.jp.normalize():f}".replace(".", ","),
                certificate="tool",
            )
        return self._courses[key]

    def _account(self, row: Telling) -> User:
        key = (row.nip, row.repeats)
        if key not in self._accounts:
            self._accounts[key] = self._opened(row, number=len(self._accounts) + 1)
        return self._accounts[key]

    def _opened(self, row: Telling, *, number: int) -> User:
        place = NipPlace.IDNUMBER if row.repeats else place_of_nip(row.nip)
        if row.nip_state is NipState.MISSING:
            place = NipPlace.NOWHERE
        return self._world.add_user(
            row.nip if place is NipPlace.USERNAME else f"peserta{number}",
            row.name,
            idnumber=row.nip if place is NipPlace.IDNUMBER else "",
            email=row.email or f"peserta{number}@{_OTHER_DOMAIN}",
            department=row.opd,
            fields={"nip": row.nip} if place is NipPlace.PROFILE else {},
        )


@contextmanager
def serve_lms(token_file: Path, *, now: datetime) -> Iterator[Lms]:
    """Open the site on a free port of loopback until the block ends."""
    world = World(now=int(now.timestamp()), name="LMS Banten Ceria (rekaan)")
    with moodle_site(world) as site:
        yield Lms(site, token_file)
