"""Run the suites on the sources of other packages.

A package names them by entry points: of the group `jampel.test_sources`, name → factory of a
Source, or of a context manager that gives one while its service runs; of the group
`jampel.test_wires`, name → factory of a WiredSource. Then
`pytest --pyargs connectors.testing.test_installed`.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.metadata import EntryPoint, entry_points

import pytest

from connectors.testing.http_suite import HttpConnectorSuite
from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite
from connectors.testing.wired import WiredSource

SOURCES = "jampel.test_sources"
WIRES = "jampel.test_wires"


class TestInstalled(ConnectorSuite):
    """Every installed source keeps the contract."""

    @pytest.fixture(params=sorted(entry_points(group=SOURCES)), ids=lambda point: point.name)
    def source(self, request: pytest.FixtureRequest) -> Iterator[Source]:
        """Make the source of one entry point."""
        point: EntryPoint = request.param
        made = point.load()()
        if isinstance(made, AbstractContextManager):
            with made as source:
                yield _checked(source, point)
        else:
            yield _checked(made, point)


class TestInstalledOnAWire(HttpConnectorSuite):
    """Every installed source that speaks HTTP lives through trouble."""

    @pytest.fixture(params=sorted(entry_points(group=WIRES)), ids=lambda point: point.name)
    def wired(self, request: pytest.FixtureRequest) -> WiredSource:
        """Make the wired source of one entry point."""
        point: EntryPoint = request.param
        made = point.load()()
        assert isinstance(made, WiredSource), f"{point.value} must give a WiredSource"
        return made


def _checked(made: object, point: EntryPoint) -> Source:
    assert isinstance(made, Source), f"{point.value} must give a connectors.testing.source.Source"
    return made
