"""What Prometheus may know: counted as it happens, or read from the store when it asks.

No label names a person.
"""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily

from models.standing import Standing, standing
from models.store import Store
from sync.result import Result

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NO_CATEGORY = frozenset({"read", "pages"})


class Metrics:
    """The numbers of one daemon."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._registry = CollectorRegistry()
        self._runs = Counter(
            "jampel_runs", "Runs that ended, by source and outcome.", ["source", "outcome"],
            registry=self._registry,
        )  # fmt: skip
        self._rows = Counter(
            "jampel_rows", "Rows read, by source and where they ended.", ["source", "category"],
            registry=self._registry,
        )  # fmt: skip
        self._jobs = Counter(
            "jampel_jobs", "Jobs by the clock that ended, by name and outcome.", ["job", "outcome"],
            registry=self._registry,
        )  # fmt: skip
        for source in sources:
            self._runs.labels(source, "ok")

    def run_ended(self, result: Result) -> None:
        """Count a run."""
        self._runs.labels(result.source, str(result.outcome)).inc()
        for category, number in result.counts.items():
            if category not in NO_CATEGORY:
                self._rows.labels(result.source, category).inc(number)

    def job_ended(self, name: str, *, done: bool) -> None:
        """Count a job."""
        self._jobs.labels(name, "done" if done else "failed").inc()

    def text(self, store: Store | None) -> str:
        """Return all as Prometheus reads it; without a store only what this daemon counted."""
        found = None
        if store is not None:
            with store.read() as connection:
                found = standing(connection)
        asked = CollectorRegistry()
        if found is not None:
            asked.register(_Gauges(found))
        return (generate_latest(self._registry) + generate_latest(asked)).decode()


class _Gauges:
    """How all stands at this moment."""

    def __init__(self, found: Standing) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._found
        times = {source: at.timestamp() for source, at in found.last_ok_at.items()}
        yield _gauge("source_last_ok_timestamp_seconds", "When a source was last well.",
                     "source", times)  # fmt: skip
        yield _gauge("source_paused", "1 where a source waits for a person.", "source",
                     found.paused)  # fmt: skip
        yield _gauge("source_failures", "Runs that failed, one after the other.", "source",
                     found.failures)  # fmt: skip
        yield _gauge("waiting", "What waits for a person.", "kind", found.waiting)
        yield _gauge("alerts_open", "Open alerts of people, by level.", "level", found.alerts)
        yield GaugeMetricFamily("jampel_service_alerts_open", "Open alerts about the service.",
                                value=found.service_alerts)  # fmt: skip


def _gauge(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"jampel_{name}", words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
