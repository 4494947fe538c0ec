"""What every run shares: all it needs, how pages are merged, how it ends.

Every way in (schedule, command, decision of a person, replay) comes through here, so that a run
is guarded, written and closed in one place.
"""

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog

from connectors.errors import SourceError, SourceUnavailableError
from models.clock_skews import note_skew
from models.pages import Landed, forget_pages_of_run, pages_of_run
from models.passing import is_damage, passing
from models.runs import (
    Run,
    RunLostError,
    finish_run,
    get_run,
    get_state,
    open_run,
    set_state,
    take_ids,
    write_journal,
)
from models.store import Store, Transaction
from models.values import Outcome
from sync.belonging import note_pages, refuse_replaced
from sync.counting import Counting
from sync.land import Landing, Stop, StoppedError, Versions
from sync.reconcile import Judged, SumError, checked
from sync.result import Result, as_kept
from sync.source import Source
from sync.versions import named, versions_of

if TYPE_CHECKING:
    from sync.beforehand import Beforehand
    from sync.merging import Manner

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Engine:
    """All that runs need; `store` may be a rehearsal."""

    store: Store
    sources: Mapping[str, Source]
    counting: Counting
    clock: Callable[[], datetime]
    owner: str
    stopwatch: Callable[[], float] = time.monotonic
    """Seconds that only go on: a clock that is set back makes no run shorter than nothing."""
    stop: Stop = lambda: False
    page_seen: Callable[[Landed], None] = lambda _page: None
    decided_until: int | None = None
    """Replay: only decisions up to this one were made yet."""
    resting: Mapping[str, Source] = field(default_factory=dict)
    """Switched off: not fetched, but what they told counts on, as it did."""
    beforehand: Callable[[str], "Beforehand | None"] = lambda _name: None
    """What another process has read of a source meanwhile, if it has."""

    @property
    def known(self) -> Mapping[str, Source]:
        """All that are configured."""
        return {**self.resting, **self.sources}

    def redrive(self, name: str, listings: Iterable[str], *, also: Iterable[int] = (),
                trigger: str = "decision", settles: str | None = None) -> Result:  # fmt: skip
        """Read landed pages again under the decisions of now; nothing is fetched.

        `settles` is the context that the source had before the decision unsettled it.
        """
        source = self.known[name]
        wanted = sorted(set(listings))
        run_id = open_run(self.store, name, trigger=trigger, owner=self.owner, now=self.clock())

        def again(connection: Transaction) -> Result:
            versions = versions_of(connection, name, wanted)
            result = self.merge_versions(connection, source, run_id, versions, also=frozenset(also))
            now = self.clock()
            write_journal(connection, "merge", at=now, run_id=run_id,
                          detail=[name, named(versions), sorted(also)])  # fmt: skip
            finish_run(connection, run_id, Outcome.OK, now=now, counts=result.counts)
            if settles is not None:
                set_state(connection, name, context=settles)
            return result

        return self.close(source, run_id, lambda: self.store.settle(again))

    def close(self, source: Source, run_id: int, work: Callable[[], Result]) -> Result:
        """Do the work and write how it ended: the one place where a run is closed in trouble."""
        started = self.stopwatch()
        with structlog.contextvars.bound_contextvars(source=source.name, run_id=run_id):
            try:
                result = work()
            except StoppedError:
                self._end(source, run_id, Outcome.INTERRUPTED, "Dihentikan; dilanjutkan nanti.")
                log.info("run_finished", outcome="interrupted")
                raise
            except RunLostError:
                note = "Proses lain menutup run ini; tidak ada yang disimpan."
                result = Result(source.name, run_id, Outcome.INTERRUPTED, note=note)
            except SourceUnavailableError as error:
                result = self._end(source, run_id, Outcome.UNAVAILABLE, error.in_words)
            except SourceError as error:
                result = self._end(source, run_id, Outcome.PAUSED, error.in_words)
            except SumError as error:
                result = self._end(source, run_id, Outcome.FAILED, str(error))
            except Exception as error:  # noqa: BLE001 - a bug of ours or of a connector is kept
                result = self._broken(source, run_id, error)
            seconds = self.stopwatch() - started
            log.info("run_finished", outcome=str(result.outcome), seconds=round(seconds, 3),
                     **result.counts)  # fmt: skip
        return result

    def _broken(self, source: Source, run_id: int, error: Exception) -> Result:
        """End a run that could not go on: for want of something, or by a bug."""
        lacking = passing(error)
        if lacking is not None:
            note = f"Terhenti karena {lacking}. Tidak ada yang dihitung; dicoba lagi sendiri."
            return self._end(source, run_id, Outcome.UNAVAILABLE, note)
        note = f"Kesalahan program: {type(error).__name__}"
        if is_damage(error):
            note = "Berkas basis data rusak. Angkanya jangan dipakai; periksa: jampel doctor"
        return self._end(source, run_id, Outcome.FAILED, note, traceback.format_exc())

    def _end(self, source: Source, run_id: int, outcome: Outcome, note: str,
             detail: str | None = None) -> Result:  # fmt: skip
        now = self.clock()
        with self.store.write() as connection:
            kept = get_run(connection, run_id)
            if kept is not None and kept.finished_at and kept.outcome is not Outcome.INTERRUPTED:
                return as_kept(connection, kept)
            finish_run(connection, run_id, outcome, now=now, note=note, detail=detail)
            if outcome is Outcome.PAUSED:
                set_state(connection, source.name, paused_at=now, pause_reason=note)
            elif outcome is not Outcome.INTERRUPTED:
                failures = get_state(connection, source.name).failures + 1
                set_state(connection, source.name, failures=failures)
        return Result(source.name, run_id, outcome, note=note)

    def settle_state(self, connection: Transaction, source: Source, landing: Landing,
                     now: datetime) -> None:  # fmt: skip
        """Say where the next fetch begins, and whether all could be had this time."""
        if landing.skew is not None:
            note_skew(connection, source.name, landing.skew, now)
        if landing.missing is None:
            set_state(connection, source.name, cursor=landing.cursor, failures=0, last_ok_at=now)
        else:
            failures = get_state(connection, source.name).failures + 1
            set_state(connection, source.name, cursor=landing.cursor, failures=failures)

    def merge_held(self, connection: Transaction, run: Run) -> Result:
        """Merge the pages that a held run landed, because a person said so."""
        source = self.known[run.source]
        versions: dict[str, list[Landed]] = {}
        for page in pages_of_run(connection, run.id):
            versions.setdefault(page.listing, []).append(page)
        result = self.merge_versions(connection, source, run.id, versions)
        now = self.clock()
        write_journal(connection, "merge", at=now, run_id=run.id,
                      detail=[run.source, named(versions), []])  # fmt: skip
        set_state(connection, run.source, cursor=run.cursor, failures=0, last_ok_at=now)
        finish_run(connection, run.id, Outcome.OK, now=now, counts=result.counts, note=run.note)
        return result

    def recount(self, connection: Transaction, people: frozenset[int]) -> None:
        """Count these persons again although no row of theirs differs."""
        from sync.merging import recount  # noqa: PLC0415 - polars: only news pay for it

        recount(connection, people, self._manner())

    def _manner(self) -> "Manner":
        from sync.merging import Manner  # noqa: PLC0415 - polars: only news pay for it

        priorities = {name: source.priority for name, source in self.known.items()}
        return Manner(self.counting, priorities, self.decided_until)

    def merge_versions(
        self,
        connection: Transaction,
        source: Source,
        run_id: int,
        versions: Versions,
        *,
        also: frozenset[int] = frozenset(),
        judged: Judged | None = None,
    ) -> Result:
        """Read these pages and merge them inside the caller's transaction; doubts stop it."""
        from sync.merging import merge_versions  # noqa: PLC0415 - polars: only news pay for it

        take_ids(connection, 0)  # merges take turns: nothing is read before it is ours
        refuse_replaced(connection, source)
        done = merge_versions(
            connection,
            source,
            run_id,
            versions,
            manner=self._manner(),
            also=also,
            judged=judged,
            beforehand=partial(self.beforehand, source.name),
        )
        note_pages(connection, source)
        if judged is not None and judged.doubts:
            return Result(source.name, run_id, Outcome.HELD)
        return Result(
            source.name, run_id, Outcome.OK, done.counts, done.note, done.people, done.falls
        )

    def join(self, source: Source, run_id: int, twin: int, outcome: Outcome) -> Result:
        """End a run that brought what a held or rejected one had brought already."""
        said = "ditahan" if outcome is Outcome.HELD else "ditolak"
        note = f"Isi yang sama dengan run {twin}, yang {said}; tidak ada yang ditambahkan."
        with self.store.write() as connection:
            forget_pages_of_run(connection, run_id)
            finish_run(connection, run_id, Outcome.JOINED, now=self.clock(), note=note)
        waits_in = twin if outcome is Outcome.HELD else None
        return Result(source.name, run_id, Outcome.JOINED, note=note, waits_in=waits_in)

    def nothing_new(self, source: Source, run_id: int, landing: Landing) -> Result:
        """End a run that brought nothing new: it leaves nothing but itself."""
        now = self.clock()
        with self.store.write() as connection:
            forget_pages_of_run(connection, run_id)
            self.settle_state(connection, source, landing, now)
            outcome = Outcome.UNAVAILABLE if landing.missing else Outcome.OK
            note = landing.missing.in_words if landing.missing else None
            if landing.cursor is None and not landing.pages and note is None:
                note = "Belum ada apa pun di sumber ini: periksa letak berkasnya (path)."
            counts = checked(Counter(), 0)
            finish_run(connection, run_id, outcome, now=now, counts=counts, note=note)
        return Result(source.name, run_id, outcome, counts, note=note)

    def rehearsing(self, store: Store) -> "Engine":
        """The same engine on another store."""
        return replace(self, store=store)
