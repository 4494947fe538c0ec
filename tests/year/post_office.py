"""The mail server of a year: it loses some answers by chance, and has bad days."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from tests.smtp import CUT, CUT_AFTER, Script, Taken, mail_server
from tests.year.front import Front, front_of
from tests.year.troubles import Post, Wire

_FLAWS = {
    "EHLO": ["421 busy", CUT],
    "RCPT": ["451 4.7.1 greylisted", CUT],
    "DATA": ["451 4.3.0 try again", CUT, CUT_AFTER],
}


class FlakyScript(Script):
    """Answers as told, and now and then by chance."""

    chance = Random()
    share = 0.0

    def next(self, verb: str) -> str | None:
        """Say what a script says, else what chance wants, else that all is well."""
        said = super().next(verb)
        if said is None and verb in _FLAWS and self.chance.random() < self.share / len(_FLAWS):
            return self.chance.choice(_FLAWS[verb])
        return said


@dataclass(slots=True)
class PostOffice:
    """A mail server behind a door."""

    front: Front
    script: FlakyScript

    @property
    def port(self) -> int:
        """Where it takes mail."""
        return self.front.port

    @property
    def taken(self) -> list[Taken]:
        """Everything that it ever took."""
        return self.script.taken

    def behave(self, trouble: Post | None, *, flaws: float) -> None:
        """From now on make this trouble, or none; and let chance spoil a share of conversations."""
        self.script.share = flaws
        self.front.behave(Wire.REFUSED if trouble is Post.REFUSED else None)
        self.script.always = {}
        if trouble is Post.LATER:
            self.script.always["RCPT"] = "451 4.7.1 try again later"
        if trouble is Post.CUT:
            self.script.always["MAIL"] = CUT


@contextmanager
def post_office(seed: int) -> Iterator[PostOffice]:
    """Open a post office; the seed decides which conversations it spoils."""
    script = FlakyScript()
    script.chance = Random(f"post {seed}")
    with mail_server(script=script) as server, front_of(server.port) as front:
        yield PostOffice(front, script)
