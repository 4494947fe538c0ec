from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from connectors import registry
from connectors.contract import Connector, Kind
from connectors.memory import MemoryConnector, MemorySource
from connectors.registry import ConnectorUnknownError, build, builder, names


def build_theirs(options: object, *, base_dir: Path, kind: Kind) -> Connector:
    del options, base_dir
    return MemoryConnector(MemorySource(), kind=kind)


@pytest.fixture
def third_party(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package that brings one connector and tries to take over another."""
    points = [
        EntryPoint(name, f"{__name__}:build_theirs", registry.GROUP) for name in ("theirs", "files")
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group else [])


def test_builds_by_name(tmp_path: Path) -> None:
    connector = build("files", {"path": "inbox"}, base_dir=tmp_path, kind=Kind.TRAINING)

    assert connector.capabilities.incremental


def test_an_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConnectorUnknownError, match="files, memory, moodle"):
        build("moodel", {}, base_dir=tmp_path, kind=Kind.TRAINING)


@pytest.mark.usefixtures("third_party")
def test_another_package_brings_a_connector() -> None:
    assert names() == ("files", "memory", "moodle", "moodle_web", "theirs")


@pytest.mark.usefixtures("third_party")
def test_a_built_in_name_cannot_be_taken_over() -> None:
    assert builder("files").__module__ == "connectors.files.connector"
