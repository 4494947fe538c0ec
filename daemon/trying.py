"""Try what the configuration names, without landing or changing anything."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio

from config.settings import Settings
from connectors.errors import SourceError
from connectors.probe import Probe, Probing
from connectors.troubles import BROKEN, Trouble
from daemon.mailing import mail_server
from daemon.sources import ROSTER_CONNECTOR, sources_of
from digest.send import Outcome, greet
from models.runs import get_state
from models.store import HEAD, StoreError, is_begun, open_store
from sync.source import ROSTER, Source


@dataclass(frozen=True, slots=True)
class StoreTried:
    """How the store answers."""

    words: str
    paused: frozenset[str] = frozenset()
    """Sources that wait for a person."""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found out of one source."""

    source: str
    connector: str
    place: str
    """Its address or path, as the configuration has it."""
    probe: Probe | None
    trouble: Trouble | None
    """Why it may not be used; null where it may."""
    detail: str = ""
    """For whoever has to look deeper."""


def try_store(settings: Settings) -> StoreTried:
    """Look at the store as it is: no schema is upgraded, no file is made."""
    url, base_dir = settings.store_url, settings.base_dir
    if not is_begun(url, base_dir=base_dir):
        return StoreTried("belum ada; dibuat oleh tarikan pertama (jampel sync)")
    try:
        store = open_store(url, base_dir=base_dir)
    except StoreError as error:
        return StoreTried(f"tidak dapat dipakai: {error}", usable=False)
    try:
        version = store.version()
        if version is not None and version > HEAD:
            newer = f"skema {version} dari jampel yang lebih baru; program ini mengenal {HEAD}"
            return StoreTried(newer, usable=False)
        if version != HEAD:
            return StoreTried(f"menjawab; skemanya menjadi {HEAD} pada perintah berikutnya")
        with store.read() as connection:
            names = [*settings.sources, ROSTER]
            paused = {n for n in names if get_state(connection, n).paused_at is not None}
        return StoreTried(f"menjawab, skema {version}", frozenset(paused))
    finally:
        store.close()


def try_sources(
    settings: Settings, *, begun: Callable[[str], None] = lambda _name: None
) -> Iterator[Tried]:
    """Try one source after the other; `begun` hears which."""
    sources = sources_of(settings)
    for name in sorted(sources, key=lambda one: one != ROSTER):
        begun(name)
        yield _try(settings, name, sources[name])


def try_mail(settings: Settings) -> tuple[str, bool] | None:
    """Greet the mail server: what it said, and whether it may be used; null without one."""
    if settings.mail is None:
        return None
    answer = greet(mail_server(settings, settings.mail))
    if answer.outcome is Outcome.ACCEPTED:
        return "menjawab.", True
    return f"tidak dapat dipakai: {answer.reply}", False


def _try(settings: Settings, name: str, source: Source) -> Tried:
    connector, place = _described(settings, name)
    try:
        probe = anyio.run(_probe, source)
    except SourceError as error:
        return Tried(name, connector, place, None, error.trouble, str(error))
    except Exception as error:  # noqa: BLE001 - a bug in one connector; the others are to be tried
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} di {Path(where.filename).name}:{where.lineno}"
        return Tried(name, connector, place, None, BROKEN, what)
    return Tried(name, connector, place, probe, probe.trouble, probe.detail)


async def _probe(source: Source) -> Probe:
    if isinstance(source.connector, Probing):
        return await source.connector.probe()
    pages = size = 0
    async for page in source.connector.fetch(None):
        pages += 1
        size += len(page.body)
    return Probe("diambil sekali seluruhnya", counts={"pages": pages, "bytes": size})


def _described(settings: Settings, name: str) -> tuple[str, str]:
    if name == ROSTER and settings.roster is not None:
        return ROSTER_CONNECTOR, settings.roster.path
    source = settings.sources[name]
    place = source.options.get("base_url") or source.options.get("path") or ""
    return source.connector, str(place)
