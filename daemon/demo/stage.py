"""The place in which a demo plays: a folder, and the servers that stand in for those outside."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from config.template import render
from daemon.demo.courses import Source
from daemon.demo.exports import age
from daemon.demo.lms import TOKEN_FILE, Lms, serve_lms
from daemon.demo.mailroom import HOST, Mailroom, serve
from daemon.demo.regency import Regency, invent
from models.values import JAKARTA

SEED = 20_221_103
EMPLOYEES = 12_000
CONFIG = "jampel.toml"
HEADLESS = "Kecamatan Tanara"
"""The OPD that has no head."""

_OUTSIDE = """
# LMS Banten Ceria rekaan: Moodle di komputer ini, yang hidup hanya selama `jampel demo` berjalan.
[sources.lms]
connector = "moodle"
base_url = "{site}"
token = {{ file = "{token_file}" }}
private_network = true
requests_per_second = 200
schedule = "15 */2 * * *"
priority = 20
defaults = {{ provider = "BPSDM Provinsi Banten" }}

[mail]
host = "{host}"
port = {port}
sender = "BKPSDM Kabupaten Serang (rekaan) <bangkom@serang.example>"
admins = ["admin@serang.example"]
"""


SENDERS = (Source.LAN, Source.CERIA)
"""Sources that send files."""


class DemoFolderError(Exception):
    """The folder holds something that is not an earlier demo."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What is not ours, as long as it is open."""

    room: Mailroom
    lms: Lms


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder, and who is in it."""

    folder: Path
    regency: Regency

    @property
    def config(self) -> Path:
        """Configuration of the demo."""
        return self.folder / CONFIG

    @property
    def inbox(self) -> Path:
        """Where the exports are dropped, a folder for each source."""
        return self.folder / "inbox"

    @property
    def letters(self) -> Path:
        """Where the mails arrive, a folder for each month."""
        return self.folder / "surat"

    @property
    def opds(self) -> list[str]:
        """Names of all OPDs."""
        return [opd.name for opd in self.regency.opds]

    def name_head(self, day: date) -> None:
        """Drop a newer roster, in which every OPD has a head."""
        age(self.regency.write_roster(self.folder / "roster"), day)

    @contextmanager
    def outside(self) -> Iterator[Outside]:
        """Open the LMS and the mail server of the demo, and name them in the configuration."""
        room = Mailroom(self.letters, {o.head_email: o.name for o in self.regency.opds})
        opened = datetime(self.regency.year, 1, 1, tzinfo=JAKARTA)
        token_file = self.folder / TOKEN_FILE
        with serve(room) as port, serve_lms(token_file, now=opened) as lms:
            there = _OUTSIDE.format(
                site=lms.site.base_url, token_file=TOKEN_FILE, host=HOST, port=port
            )
            self.config.write_text(_configuration() + there, encoding="utf-8")
            yield Outside(room, lms)


def set_stage(folder: Path, *, year: int, employees: int = EMPLOYEES, seed: int = SEED) -> Stage:
    """Invent the regency and write its roster and configuration; an earlier demo is replaced.

    Raises:
        DemoFolderError: something else is in the folder.

    """
    return dress(folder, invent(seed, year=year, employees=employees))


def dress(folder: Path, regency: Regency) -> Stage:
    """Write roster and configuration of a regency; an earlier demo is replaced.

    Raises:
        DemoFolderError: something else is in the folder.

    """
    mark = folder / ".jampel-demo"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise DemoFolderError(f"{folder} berisi sesuatu yang bukan demo jampel")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)  # the folder that one stands in cannot be removed
    mark.touch()
    (folder / CONFIG).write_text(_configuration(), encoding="utf-8")
    regency.write_roster(folder / "roster", headless=[HEADLESS])
    stage = Stage(folder, regency)
    for source in SENDERS:
        (stage.inbox / source.value).mkdir(parents=True)
    return stage


def _configuration() -> str:
    return render(name="BKPSDM Kabupaten Serang (rekaan)")
