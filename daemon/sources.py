"""Make the sources and the engine that a configuration asks for."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import BaseModel

from config.problems import ConfigError, Problem
from config.rules import Rules
from config.settings import RosterSettings, Settings, SourceSettings
from connectors.contract import Kind
from connectors.registry import build
from daemon import process
from daemon.wiring import Workshop
from models.pages import Landed
from sync.counting import Counting
from sync.engine import Engine
from sync.reading.hours import Unit
from sync.source import ROSTER, Source

if TYPE_CHECKING:
    from sync.beforehand import Beforehand

ROSTER_CONNECTOR = "files"


def engine_of(
    workshop: Workshop,
    *,
    stop: Callable[[], bool] = lambda: False,
    page_seen: Callable[[Landed], None] = lambda _page: None,
    beforehand: Callable[[str], "Beforehand | None"] = lambda _name: None,
) -> Engine:
    """Make the engine that runs the sources of a workshop."""
    return Engine(
        store=workshop.store,
        sources=sources_of(workshop.settings),
        resting=resting_of(workshop.settings),
        counting=counting_of(workshop.settings, workshop.rules),
        clock=workshop.clock,
        owner=process.owner(),
        stop=stop,
        page_seen=page_seen,
        beforehand=beforehand,
    )


def counting_of(settings: Settings, rules: Rules) -> Counting:
    """Gather what holds for all sources."""
    return Counting(
        rules=rules,
        government=tuple(settings.organisation.government),
        accept_name_and_opd=settings.match.accept_name_and_opd,
        cap_printed=settings.counting.cap_printed,
        larger_of_overlap=settings.counting.overlap == "larger",
    )


def sources_of(settings: Settings) -> dict[str, Source]:
    """Make every source that is not switched off; the roster is one of them, by its own name."""
    found = {
        name: _source(settings, name, source)
        for name, source in settings.sources.items()
        if source.enabled
    }
    if settings.roster is not None:
        found[ROSTER] = _roster(settings, settings.roster)
    return found


def resting_of(settings: Settings) -> dict[str, Source]:
    """Make the sources that are switched off, where their settings are still whole."""
    found = {}
    for name, source in settings.sources.items():
        if not source.enabled:
            with suppress(ConfigError):
                found[name] = _source(settings, name, source)
    return found


def _source(settings: Settings, name: str, source: SourceSettings) -> Source:
    options = dict(source.options)
    if source.private_network:  # whoever opens connections has to know; others have no such option
        options["private_network"] = True
    try:
        connector = build(source.connector, options, base_dir=settings.base_dir, kind=Kind.TRAINING)
    except ValueError as error:
        raise ConfigError([Problem("jampel.toml", None, f"sources.{name}", str(error))]) from error
    return Source(
        name=name,
        connector=connector,
        version=_version(source),
        priority=source.priority,
        jam=Unit(source.jam),
        ignore_unknown_people=source.unknown_people == "ignore",
        pages=connector.capabilities.pages or source.connector,
    )


def _roster(settings: Settings, roster: RosterSettings) -> Source:
    connector = build(
        ROSTER_CONNECTOR, roster.model_dump(), base_dir=settings.base_dir, kind=Kind.ROSTER
    )
    return Source(ROSTER, connector, _version(roster))


def _version(settings: BaseModel) -> str:
    """Digest of all that a source's settings say; secrets stand in it as stars."""
    text = json.dumps(settings.model_dump(mode="json"), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
