"""`jampel status`: how every source is, and what waits for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import typer

from cli.failures import NEEDS_A_PERSON
from cli.frame import AsJson
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.printing import moment, printable
from cli.showing import say_json, table
from cli.words import OUTCOMES
from models.admin_mail import mails
from models.service_alerts import ServiceAlert, open_service_alerts
from models.views.runs import SourceHealth, never_heard_of, source_health, unlisted_rows

ROSTER = "roster"
SAID_BY_STEPS = frozenset({"source_paused", "run_held", "change_held"})
"""Service alerts whose remedy the steps name anyway."""

app = new_app()


@app.command()
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Keadaan setiap sumber dan apa yang menunggu keputusan.

    Kode keluar 3 bila ada sumber yang dijeda, run yang ditahan, atau perubahan yang ditahan.

    Contoh: jampel status; jampel status --json
    """
    with opened(ctx) as workshop:
        settings = workshop.settings
        configured = [ROSTER] if settings.roster is not None else []
        configured += sorted(settings.sources)
        with workshop.store.read() as connection:
            known = source_health(connection)
            unlisted = unlisted_rows(connection)
            alerts = open_service_alerts(connection)
            unsent = mails(connection, "queued", "sending", "failed")
    found = [known.get(name) or never_heard_of(name) for name in configured]
    found += [health for name, health in known.items() if name not in configured]
    running = [name for name in configured if name == ROSTER or settings.sources[name].enabled]
    steps = next_steps(found, running)
    steps += [one.remedy for one in alerts if one.kind not in SAID_BY_STEPS]
    if as_json:
        say_json(
            {
                "sources": [_document(health, unlisted) for health in found],
                "next": steps,
                "alerts": [_alert(one) for one in alerts],
                "unsent_mails": len(unsent),
            }
        )
    else:
        _show(found, unlisted, steps, alerts)
        if unsent:
            why = f": {printable(unsent[-1].reply)}" if unsent[-1].reply else ""
            typer.echo(f"\n{len(unsent)} surel kepada admin belum terkirim{why}")
    if any(h.paused_at or h.held_runs or h.held_changes for h in found):
        raise typer.Exit(NEEDS_A_PERSON)


def next_steps(found: Iterable[SourceHealth], running: Iterable[str]) -> list[str]:
    """Say what a person can do now, the most pressing first; `running` are not switched off."""
    wanted = set(running)
    steps: list[str] = []
    sources = list(found)
    for health in sources:
        if health.paused_at:
            steps.append(
                f"{health.source} dijeda: {printable(health.pause_reason)}. Perbaiki sebabnya, "
                f"lalu: jampel source resume {health.source}"
            )
        steps += [
            f"perubahan yang menurunkan JP ditahan oleh run {run} dari {health.source}. Periksa: "
            f"jampel runs {run}; lalu jampel approve {run} atau jampel reject {run}"
            for run in health.change_runs
        ]
        steps += [
            f"run {run} dari {health.source} ditahan. Periksa: jampel runs {run}; lalu "
            f"jampel approve {run} atau jampel reject {run}"
            for run in health.held_runs
        ]
        if health.last_run is None and health.source in wanted:
            steps.append(f"{health.source} belum pernah ditarik: jampel sync {health.source}")
        steps += _after_a_failure(health)
    review, quarantine = (
        sum(getattr(health, name) for health in sources) for name in ("review", "quarantine")
    )
    if review:
        steps.append(f"{review} baris perlu verifikasi: jampel review list")
    if quarantine:
        steps.append(f"{quarantine} baris di karantina: jampel quarantine list")
    return steps


def _after_a_failure(health: SourceHealth) -> list[str]:
    last = health.last_run
    if health.paused_at or last is None:
        return []
    match last.outcome:
        case "unavailable" | "failed":
            return [f"{health.source} {OUTCOMES[last.outcome]}. Sebabnya: jampel runs {last.id}"]
        case "interrupted":
            return [f"{health.source} terputus di tengah jalan: jampel sync {health.source}"]
        case _:
            return []


def _show(found: list[SourceHealth], unlisted: Mapping[str, int], steps: list[str],
          alerts: list[ServiceAlert]) -> None:  # fmt: skip
    headings = ["Sumber", "Keadaan", "Terakhir berhasil", "Karantina", "Verifikasi", "Ditahan",
                "Hilang dari daftar"]  # fmt: skip
    rows = [
        (h.source, _state(h), moment(h.last_ok_at), h.quarantine, h.review, h.held_changes,
         unlisted.get(h.source, 0))
        for h in found
    ]  # fmt: skip
    table(headings, rows)
    if alerts:
        typer.echo("\nPeringatan tentang layanan ini:")
    for one in alerts:
        typer.echo(f"  - {printable(one.happened)} {one.meaning}")
    if steps:
        typer.echo("\nBerikutnya:")
    for step in steps:
        typer.echo(f"  - {step}")


def _state(health: SourceHealth) -> str:
    if health.paused_at:
        return f"DIJEDA sejak {moment(health.paused_at)}"
    if health.held_runs:
        return OUTCOMES["held"]
    if health.last_run is None:
        return "belum pernah"
    failed = f" ({health.failures}x)" if health.failures else ""
    return OUTCOMES.get(health.last_run.outcome, health.last_run.outcome) + failed


def _alert(one: ServiceAlert) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "happened": one.happened,
        "meaning": one.meaning,
        "remedy": one.remedy,
        "raised_at": one.raised_at,
    }


def _document(health: SourceHealth, unlisted: Mapping[str, int]) -> dict[str, Any]:
    told = {"unlisted": unlisted.get(health.source, 0), "state": _state(health)}
    return asdict(health) | told
