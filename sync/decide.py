"""What people decide, carried out at once and kept for ever."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.contract import FIELDS
from connectors.troubles import REPLACED
from models.bounces import enable_address
from models.decisions import Decision, decide, decisions, revoke
from models.evidence import held_changes, standing_of
from models.heads import heads_of
from models.people import employee_of_nip, persons_with_nips, set_exemption
from models.questions import find_quarantine, find_review, open_review
from models.rosters import set_alias
from models.runs import Run, finish_run, get_run, get_state, set_state, write_journal
from models.store import Transaction
from models.values import Outcome
from models.views.opds import opd_of
from sync.belonging import is_replaced
from sync.engine import Engine
from sync.reading.titles import normalise_opd
from sync.result import Result
from sync.roster_merge import link_as_decided, rebuild, set_decided_head
from sync.roster_run import merge_held_roster
from sync.source import ROSTER


class DecisionError(Exception):
    """The decision cannot be carried out; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class By:
    """Who decides."""

    name: str


def accept_review(engine: Engine, question: str, nip: str, by: By) -> Result:
    """This row is that employee's; an account of the source is remembered with it."""
    with engine.store.write() as connection:
        row = _asked(engine, connection, question)
        if employee_of_nip(connection, nip) is None:
            raise DecisionError(f"NIP {nip} tidak ada di daftar pegawai.")
        _decide(connection, engine, "match", by, source=row.source, key=row.key,
                detail={"nip": nip, "account": row.account})  # fmt: skip
        listings = _listings_of(connection, row)
        settles = _unsettle(connection, row.source)
    return engine.redrive(row.source, listings, settles=settles)


def _asked(engine: Engine, connection: Transaction, question: str) -> Any:
    row = find_review(connection, question)
    if row is None:
        raise DecisionError(f"Tidak ada pertanyaan {question}. Lihat: jampel review list")
    _readable(engine, connection, row.source)
    return row


def _readable(engine: Engine, connection: Transaction, source: str) -> None:
    """A decision is carried out by reading the source's pages again."""
    if source not in engine.known:
        raise DecisionError(f"Sumber {source} tidak ada di konfigurasi.")
    if is_replaced(connection, engine.known[source]):
        raise DecisionError(f"{source}: {REPLACED.what} {REPLACED.do}")


def reject_review(engine: Engine, question: str, by: By) -> Result:
    """This row belongs to nobody of ours."""
    with engine.store.write() as connection:
        row = _asked(engine, connection, question)
        _decide(connection, engine, "reject_match", by, source=row.source, key=row.key, detail={})
        settles = _unsettle(connection, row.source)
    return engine.redrive(row.source, [row.listing], settles=settles)


def fix_quarantine(engine: Engine, question: str, fields: dict[str, str], by: By) -> Result:
    """What was printed is to be read as this."""
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown or not fields:
        raise DecisionError(f"Kolom tidak dikenal: {', '.join(unknown) or '(kosong)'}. "
                            f"Yang ada: {', '.join(FIELDS)}")  # fmt: skip
    with engine.store.write() as connection:
        row = _quarantined(engine, connection, question)
        _decide(connection, engine, "fix", by, source=row.source, key=row.key,
                detail={"fields": fields, "printed": json.loads(row.printed)})  # fmt: skip
        settles = _unsettle(connection, row.source)
    return engine.redrive(row.source, [row.listing], settles=settles)


def discard_quarantine(engine: Engine, question: str, by: By) -> Result:
    """This row is no training; it is ignored from now on."""
    with engine.store.write() as connection:
        row = _quarantined(engine, connection, question)
        _decide(connection, engine, "discard", by, source=row.source, key=row.key, detail={})
        settles = _unsettle(connection, row.source)
    return engine.redrive(row.source, [row.listing], settles=settles)


def _quarantined(engine: Engine, connection: Transaction, question: str) -> Any:
    row = find_quarantine(connection, question)
    if row is None:
        raise DecisionError(f"Tidak ada baris {question}. Lihat: jampel quarantine list")
    if row.source == "roster":
        raise DecisionError("Baris daftar pegawai diperbaiki di berkasnya sendiri.")
    _readable(engine, connection, row.source)
    return row


def _listings_of(connection: Transaction, row: Any) -> list[str]:
    """The row's listing; of an account every listing that asks the same."""
    if row.account is None:
        return [row.listing]
    same = [r.listing for r in open_review(connection)
            if r.source == row.source and r.account == row.account]  # fmt: skip
    return sorted({row.listing, *same})


def approve_run(engine: Engine, run_id: int, by: By) -> list[Result]:
    """Merge a held run, or let the changes that a run held take hours away."""
    return _answer(engine, run_id, by, yes=True)


def reject_run(engine: Engine, run_id: int, by: By) -> list[Result]:
    """Do not believe a held run, or the changes that it held: what counted counts on."""
    return _answer(engine, run_id, by, yes=False)


def not_asked(run: Run, waiting: Sequence[object]) -> str | None:
    """Say why there is nothing to decide about this run; none where there is."""
    if run.outcome is Outcome.JOINED:
        return f"Run {run.id} tidak diputuskan sendiri. {run.note}"
    if run.outcome is not Outcome.HELD and not waiting:
        return f"Run {run.id} tidak ditahan dan tidak menahan perubahan apa pun."
    return None


def _answer(engine: Engine, run_id: int, by: By, *, yes: bool) -> list[Result]:
    with engine.store.read() as connection:
        run = get_run(connection, run_id)
        waiting = held_changes(connection, run_id=run_id)
        if run is None:
            raise DecisionError(f"Tidak ada run {run_id}. Lihat: jampel runs")
        _readable(engine, connection, run.source)
    if run.outcome is Outcome.HELD:
        return [_merge_held(engine, run_id, by) if yes else _reject_held(engine, run_id, by)]
    if why := not_asked(run, waiting):
        raise DecisionError(why)
    kind = "approve_change" if yes else "reject_change"
    listings: dict[str, set[str]] = defaultdict(set)
    with engine.store.write() as connection:
        for change in waiting:
            listing, before = standing_of(connection, change.source, change.key)
            detail = {"hash": change.hash, "before": before, "run_id": run_id}
            _decide(connection, engine, kind, by, source=change.source, key=change.key,
                    detail=detail)  # fmt: skip
            listings[change.source].add(listing)
        contexts = {source: _unsettle(connection, source) for source in listings}
    return [
        engine.redrive(source, names, settles=contexts[source])
        for source, names in sorted(listings.items())
    ]


def _merge_held(engine: Engine, run_id: int, by: By) -> Result:
    with engine.store.write() as connection:
        run = get_run(connection, run_id)
        if run is None or run.outcome is not Outcome.HELD:
            raise DecisionError(f"Run {run_id} tidak lagi ditahan.")
        _decide(connection, engine, "approve_run", by, source=run.source, detail={"run_id": run_id})
        if run.source == ROSTER:
            return merge_held_roster(engine, connection, engine.sources[ROSTER], run)
        return engine.merge_held(connection, run)


def _reject_held(engine: Engine, run_id: int, by: By) -> Result:
    with engine.store.write() as connection:
        run = get_run(connection, run_id)
        if run is None or run.outcome is not Outcome.HELD:
            raise DecisionError(f"Run {run_id} tidak lagi ditahan.")
        _decide(connection, engine, "reject_run", by, source=run.source, detail={"run_id": run_id})
        finish_run(connection, run_id, Outcome.REJECTED, now=engine.clock(), note=run.note,
                   detail=run.detail)  # fmt: skip
    return Result(run.source, run_id, Outcome.REJECTED)


def link(engine: Engine, nips: list[str], by: By) -> None:
    """These NIPs are one person's: hours are summed over all of them."""
    with engine.store.write() as connection:
        _all_known(connection, nips)
        _decide(connection, engine, "link", by, detail={"nips": nips})
        regroup(engine, connection, nips)


def split(engine: Engine, nip: str, by: By) -> None:
    """This NIP is a person of its own again, as if never joined; who else was, stays so."""
    with engine.store.write() as connection:
        _all_known(connection, [nip])
        links = [d for d in decisions(connection, "link") if nip in d.detail["nips"]]
        if not links:
            raise DecisionError(f"NIP {nip} tidak digabung dengan NIP lain.")
        nips = sorted({n for old in links for n in old.detail["nips"]})
        made = _decide(connection, engine, "split", by, detail={"nip": nip, "from": nips})
        for old in links:
            revoke(connection, old.id, by=made.id)
            left = [n for n in old.detail["nips"] if n != nip]
            if len(left) > 1:
                _decide(connection, engine, "link", by, detail={"nips": left})
        regroup(engine, connection, nips)


def regroup(engine: Engine, connection: Transaction, nips: list[str]) -> None:
    """Let persons be joined as decided, and count the people concerned again."""
    before = persons_with_nips(connection, nips)
    link_as_decided(connection, until=engine.decided_until)
    after = persons_with_nips(connection, nips)
    engine.recount(connection, frozenset(before | after))


def exempt(engine: Engine, nip: str, *, document: str, from_on: str, until_on: str | None,
           by: By) -> None:  # fmt: skip
    """This person need not reach the minimum, by a document."""
    with engine.store.write() as connection:
        _all_known(connection, [nip])
        detail = {"nip": nip, "document": document, "from_on": from_on, "until_on": until_on}
        made = _decide(connection, engine, "exempt", by, detail=detail)
        set_exemption(connection, made)


def alias(engine: Engine, text: str, opd: str, by: By) -> None:
    """This text names that OPD from now on; the rows that say it are read again at the next run."""
    with engine.store.write() as connection:
        made = _decide(connection, engine, "opd_alias", by, detail={"text": text, "opd": opd})
        if not name_as_decided(engine, connection, made):
            raise DecisionError(f"OPD {opd} tidak ada di daftar pegawai.")


def name_as_decided(engine: Engine, connection: Transaction, made: Decision) -> bool:
    """Let a text name an OPD, also in the roster; false where there is no such OPD."""
    text, opd = normalise_opd(made.detail["text"]), normalise_opd(made.detail["opd"])
    if not set_alias(connection, text, opd, made.id):
        return False
    rebuild(connection, decided_until=engine.decided_until)
    return True


def head(engine: Engine, opd: str, *, name: str | None, email: str | None, from_on: date,
         by: By) -> None:  # fmt: skip
    """This person leads that OPD from this day on, or nobody does, until a later word."""
    folded = normalise_opd(opd)
    with engine.store.write() as connection:
        known = opd_of(connection, folded)
        if known is None:
            raise DecisionError(f"OPD {opd} tidak ada di daftar pegawai.")
        if email and not name:  # another address of whom leads it on that day
            before = [one for one in heads_of(connection, known.id) if one.from_on <= from_on]
            name = before[-1].name if before else None
        detail = {"opd": known.name, "name": name, "email": email, "from_on": from_on.isoformat()}
        made = _decide(connection, engine, "opd_head", by, detail=detail)
        set_decided_head(connection, made)
        if email:  # and it is right, whatever came back from there before
            enable_address(connection, email, by=by.name, now=engine.clock())


def pause(engine: Engine, source: str, reason: str) -> None:
    """Do not fetch this source until somebody resumes it."""
    with engine.store.write() as connection:
        set_state(connection, source, paused_at=engine.clock(), pause_reason=reason)


def resume(engine: Engine, source: str) -> None:
    """Fetch this source again."""
    with engine.store.write() as connection:
        set_state(connection, source, paused_at=None, pause_reason=None, failures=0)


def _all_known(connection: Transaction, nips: list[str]) -> None:
    for nip in nips:
        if employee_of_nip(connection, nip) is None:
            raise DecisionError(f"NIP {nip} tidak ada di daftar pegawai.")


def _unsettle(connection: Transaction, source: str) -> str | None:
    """Let the next run read everything again, lest the decision be lost when we die before we act.

    Returns the context that stands again once the decision was carried out.
    """
    context = get_state(connection, source).context
    set_state(connection, source, context=None)
    return context


def _decide(connection: Transaction, engine: Engine, kind: str, by: By, *, detail: dict[str, Any],
            source: str | None = None, key: str | None = None) -> Decision:  # fmt: skip
    now = engine.clock()
    made = decide(connection, kind, detail=detail, made_by=by.name, now=now, source=source, key=key)
    write_journal(connection, "decision", at=now, decision_id=made.id)
    return made
