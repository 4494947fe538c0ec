"""Run the suite on the sources of other packages.

A package names them by entry points of the group `jampel.test_sources`, name → factory of a
Source; then `pytest --pyargs connectors.testing.test_installed`.
"""

from importlib.metadata import EntryPoint, entry_points

import pytest

from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite

GROUP = "jampel.test_sources"


class TestInstalled(ConnectorSuite):
    """Every installed source passes."""

    @pytest.fixture(params=sorted(entry_points(group=GROUP)), ids=lambda point: point.name)
    def source(self, request: pytest.FixtureRequest) -> Source:
        """Make the source of one entry point."""
        point: EntryPoint = request.param
        made = point.load()()
        assert isinstance(made, Source), (
            f"{point.value} must give a connectors.testing.source.Source"
        )
        return made
