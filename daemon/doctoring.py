"""Is everything well: the store against what was landed, disk, clock, mail and sources."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from alerts.conditions import holding
from alerts.facts import gather
from alerts.words import moment_words
from connectors.errors import SourceError
from connectors.troubles import REPLACED
from daemon.bounces import try_bounces
from daemon.sources import engine_of
from daemon.trying import try_mail
from daemon.watching import surroundings
from daemon.wiring import Workshop
from models.backup import backed_up_at
from models.pages import BodyDamagedError
from models.service_alerts import first_asked
from models.soundness import (
    check_bodies,
    integrity,
    network_file_system,
    pages_without_body,
    printed_on,
    records_against_evidence,
    runs_that_do_not_add_up,
    sampled_pages,
)
from models.store import HEAD, Transaction
from sync.belonging import is_replaced
from sync.engine import Engine
from sync.land import as_page

BACKUP_IS_OLD = timedelta(days=2)
"""The timer makes one each night."""
SAMPLED_PAGES = 5
"""Of each source."""
COMPARED = ("title", "jp", "certificate_number")
"""Fields that must stand on the page as the store says."""
SHOWN = 5

Seen = Callable[[int, int], None]


class State(StrEnum):
    """How a check ended."""

    FINE = "fine"
    WARNING = "warning"
    """Something needs a person, but no number is wrong."""
    WRONG = "wrong"
    """Numbers or data cannot be relied upon."""


ASKED = {
    "clock_off": ("clock", State.WRONG),
    "disk_low": ("disk", State.WARNING),
    "source_stale": ("source", State.WARNING),
    "source_paused": ("source", State.WARNING),
}
"""Kind of an alert about the service → the check that it is here, and how bad."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One question, its answer in words, and what to do about it."""

    name: str
    state: State
    words: str
    remedy: str = ""


def examine(workshop: Workshop, seen: Seen = lambda _done, _all: None) -> Iterator[Checked]:
    """Ask every question; an answer comes as soon as it is known. Nothing is changed."""
    with workshop.store.read() as connection:
        yield _schema(workshop)
        yield _file(connection)
        yield from _place(workshop)
        yield _sums(connection)
        yield _pages(connection, seen)
        yield _events(connection)
        yield from _samples(connection, engine_of(workshop))
        yield from _service(workshop, connection)
        yield _backup(connection, workshop.clock())
    yield _mail(workshop)
    yield from _bounces(workshop)


def _schema(workshop: Workshop) -> Checked:
    found = workshop.store.version()
    if found == HEAD:
        return Checked("schema", State.FINE, f"Skema {found}.")
    return Checked("schema", State.WRONG, f"Skema {found}, program ini memakai {HEAD}.",
                   "jampel db upgrade")  # fmt: skip


def _file(connection: Transaction) -> Checked:
    trouble = integrity(connection)
    if trouble is None:
        return Checked("database", State.FINE, "Basis data utuh.")
    return Checked("database", State.WRONG, f"Berkas basis data rusak: {trouble[:200]}",
                   "Hentikan daemon, lalu jampel db restore CADANGAN --replace")  # fmt: skip


def _place(workshop: Workshop) -> Iterator[Checked]:
    """Say where the file of the store does not belong."""
    file, mounts = workshop.store.file, Path("/proc/mounts")
    if file is None or not mounts.exists():
        return
    kind = network_file_system(file.resolve(), mounts.read_text())
    if kind is not None:
        yield Checked("place", State.WRONG, f"Berkas basis data ada di folder jaringan ({kind}): "
                      "kuncinya tidak dapat diandalkan di sana.", "Pindahkan ke disk komputer ini, "
                      "atau pakai PostgreSQL (store.url)")  # fmt: skip


def _sums(connection: Transaction) -> Checked:
    wrong = runs_that_do_not_add_up(connection)
    if not wrong:
        return Checked("sums", State.FINE, "Jumlah baris setiap penarikan cocok.")
    return Checked("sums", State.WRONG, f"Jumlah tidak cocok pada penarikan {_few(wrong)}.",
                   "Jangan pakai angkanya; jampel runs NOMOR, lalu jampel replay")  # fmt: skip


def _pages(connection: Transaction, seen: Seen) -> Checked:
    bodies = check_bodies(connection, seen)
    missing = pages_without_body(connection)
    if not (bodies.damaged or missing):
        return Checked(
            "pages", State.FINE, f"{bodies.read} halaman tersimpan sama dengan sidiknya."
        )
    damaged = [sha256[:12] for sha256 in bodies.damaged]
    said = f"{len(damaged)} dari {bodies.read} isi halaman rusak" if damaged else ""
    lost = f"{missing} halaman kehilangan isinya" if missing else ""
    return Checked("pages", State.WRONG, f"{'; '.join(filter(None, (said, lost)))}: "
                   f"{_few(damaged)}.", "Kembalikan dari cadangan: jampel db restore "
                   "CADANGAN --replace, lalu jampel sync --full")  # fmt: skip


def _events(connection: Transaction) -> Checked:
    bare, lost = records_against_evidence(connection)
    if not (bare or lost):
        return Checked("events", State.FINE, "Setiap pelatihan punya bukti, setiap bukti satu.")
    return Checked("events", State.WRONG, f"{bare} pelatihan tanpa bukti, {lost} bukti tanpa "
                   "pelatihan.", "jampel replay")  # fmt: skip


def _samples(connection: Transaction, engine: Engine) -> Iterator[Checked]:
    """Read some landed pages anew: does the store still say what stands there."""
    for name, source in sorted(engine.sources.items()):
        if is_replaced(connection, source):
            yield Checked("reading", State.WRONG, f"{name}: {REPLACED.what} {REPLACED.means}",
                          REPLACED.do)  # fmt: skip
            continue
        differs, read = [], 0
        for landed in sampled_pages(connection, name, SAMPLED_PAGES):
            kept = printed_on(connection, landed.id)
            try:
                rows = source.connector.read(as_page(connection, landed)).rows
            except BodyDamagedError:
                continue  # told by the check of the pages
            except (SourceError, ValueError) as error:
                differs.append(f"{landed.name} ({type(error).__name__})")
                continue
            read += 1
            printed = {row["locator"]: row for row in rows.iter_rows(named=True)}
            if any(_differs(said, printed.get(place)) for place, said in kept.items()):
                differs.append(landed.name)
        if differs:
            yield Checked("reading", State.WARNING, f"{name}: halaman sekarang dibaca lain: "
                          f"{_few(differs)}.", "jampel replay --verify")  # fmt: skip
        elif read:
            yield Checked("reading", State.FINE, f"{name}: {read} halaman dibaca ulang, sama.")


def _differs(said: dict[str, object], printed: dict[str, object] | None) -> bool:
    if printed is None:
        return True
    both = [field for field in COMPARED if said.get(field) and printed.get(field)]
    return any(str(said[field]).split() != str(printed[field]).split() for field in both)


def _service(workshop: Workshop, connection: Transaction) -> Iterator[Checked]:
    """What alerts about the service say of clock, disk and sources: the same rules, asked now."""
    facts = gather(connection, surroundings(workshop), workshop.clock())
    trouble = set()
    for (kind, subject), (_, found) in sorted(holding(facts).items()):
        if kind in ASKED:
            name, state = ASKED[kind]
            trouble.add((name, subject))
            yield Checked(name, state, found.happened, found.remedy)
    if ("clock", "store") not in trouble:
        yield Checked("clock", State.FINE, f"Jam {moment_words(facts.now)}.")
    if ("disk", "store") not in trouble:
        yield Checked("disk", State.FINE, _free(facts.around.free_bytes))
    for one in facts.sources:
        name = one.health.source
        if ("source", name) in trouble:
            continue
        if one.health.last_ok_at is None:
            yield Checked("source", State.WARNING, f"{name}: belum pernah menjawab.",
                          f"jampel sync {name}")  # fmt: skip
        else:
            yield Checked("source", State.FINE, f"{name}: menjawab tepat waktu.")


def _backup(connection: Transaction, now: datetime) -> Checked:
    """A store that is older than a backup may be has one that is not."""
    last = backed_up_at(connection)
    since = last or min(first_asked(connection).values(), default=now)
    said = f"Cadangan terakhir {moment_words(last)}." if last else "Belum pernah dicadangkan."
    if now - since < BACKUP_IS_OLD:
        return Checked("backup", State.FINE, said)
    return Checked("backup", State.WARNING, said, "jampel db backup BERKAS; di server: systemctl "
                   "list-timers jampel-backup.timer")  # fmt: skip


def _free(free_bytes: int | None) -> str:
    if free_bytes is None:
        return "Penyimpanan ada di server lain."
    return f"Sisa disk {free_bytes / 2**30:.1f} GiB.".replace(".", ",", 1)


def _mail(workshop: Workshop) -> Checked:
    mail, tried = workshop.settings.mail, try_mail(workshop.settings)
    if mail is None or tried is None:
        return Checked("mail", State.WARNING, "Surel belum diatur: tidak ada yang dikirim.",
                       "Isi [mail] di jampel.toml")  # fmt: skip
    words, usable = tried
    said = f"Server surel {mail.host}:{mail.port} {words}"
    if usable:
        return Checked("mail", State.FINE, said)
    return Checked("mail", State.WARNING, said,
                   "Periksa [mail] di jampel.toml: jampel check --connect")  # fmt: skip


def _bounces(workshop: Workshop) -> Iterator[Checked]:
    tried = try_bounces(workshop.settings)
    if tried is not None:
        words, usable = tried
        said = f"Kotak surel yang kembali {words}"
        if usable:
            yield Checked("bounces", State.FINE, said)
        else:
            yield Checked("bounces", State.WARNING, said, "Periksa [bounces] di jampel.toml")


def _few(things: list[int] | list[str]) -> str:
    more = f" dan {len(things) - SHOWN} lagi" if len(things) > SHOWN else ""
    return ", ".join(map(str, things[:SHOWN])) + more
