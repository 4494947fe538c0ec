"""Which connectors there are: the built-in ones, and those that other packages bring.

A package brings one by an entry point of the group `jampel.connectors` that names a builder.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from connectors.contract import Connector, Kind

if TYPE_CHECKING:
    from pydantic import BaseModel

GROUP = "jampel.connectors"

BUILT_IN = {
    "files": "connectors.files.connector:build",
    "memory": "connectors.memory:build",
    "moodle": "connectors.moodle.connector:build",
    "moodle_web": "connectors.moodle_web.connector:build",
}
"""Name → builder; a package that brings one of these names is not asked."""

OPTIONS = {
    "files": "connectors.files.options:FilesOptions",
    "moodle": "connectors.moodle.options:MoodleOptions",
    "moodle_web": "connectors.moodle_web.options:MoodleWebOptions",
}
"""Name → the model of its options, so that a configuration is judged before anything is asked."""


class Builder(Protocol):
    """Makes a connector from the options of one source."""

    def __call__(self, options: Mapping[str, object], *, base_dir: Path, kind: Kind) -> Connector:
        """Check the options and make the connector."""
        ...


class ConnectorUnknownError(Exception):
    """No connector has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f'no connector "{name}"; there are: {", ".join(known)}')
        self.name = name
        self.known = known


def build(name: str, options: Mapping[str, object], *, base_dir: Path, kind: Kind) -> Connector:
    """Make the connector of a source.

    Args:
        name: of the connector.
        options: of the source, without what every source has.
        base_dir: folder to which relative paths in the options refer.
        kind: what its rows tell of.

    Raises:
        ConnectorUnknownError: there is no such connector.

    """
    return builder(name)(options, base_dir=base_dir, kind=kind)


def builder(name: str) -> Builder:
    """Find the builder of a connector; nothing else of its kind is imported."""
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        return cast("Builder", getattr(import_module(module), attribute))
    brought = _brought()
    if name not in brought:
        raise ConnectorUnknownError(name, names())
    return cast("Builder", brought[name].load())


def options_of(name: str) -> "type[BaseModel] | None":
    """Find the model of a connector's options; null where only the connector can judge them."""
    if name not in OPTIONS:
        return None
    module, _, attribute = OPTIONS[name].partition(":")
    return cast("type[BaseModel]", getattr(import_module(module), attribute))


def names() -> tuple[str, ...]:
    """Name all connectors, the built-in ones first."""
    return (*BUILT_IN, *sorted(_brought()))


def _brought() -> dict[str, EntryPoint]:
    found = entry_points(group=GROUP)
    return {point.name: point for point in found if point.name not in BUILT_IN}
