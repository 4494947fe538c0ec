"""`jampel alerts`: who is at risk of missing the yearly minimum, and what people said to that."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alerts.levels import Level
from cli.exporting import alert_row, alerts_of
from cli.failures import FailureError
from cli.frame import AsJson, AsOf, Year, day_of
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.printing import moment
from cli.showing import say_json, table, who
from cli.words import LEVELS, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.period import Period
    from daemon.wiring import Workshop
    from models.alert_events import Told
    from models.alerts import OpenAlert
    from models.spells import Identity

NEWEST = 50

Which = Annotated[str, typer.Argument(metavar="NIP|ID", help="NIP, atau nomor peringatan.")]
Note = Annotated[str | None, typer.Option(help="Catatan, misalnya apa yang sudah dilakukan.")]

app = new_app()


@app.callback(invoke_without_command=True)
def alerts(
    ctx: typer.Context, year: Year = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Siapa yang berisiko tidak mencapai batas minimal, dan mengapa.

    Untuk tahun berjalan hasilnya disimpan; tahun lain atau --as-of hanya dihitung.

    Contoh: jampel alerts; jampel alerts --year 2025; jampel alerts --as-of 2026-06-30 --json
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened(ctx) as workshop:
        period = workshop.period(year, as_of)
        found = alerts_of(workshop, period)
        nobody = not found and _nobody(workshop, period)
    if as_json:
        say_json([alert_row(one) for one in found])
        return
    if nobody:
        typer.echo(
            f"Belum ada pegawai di data induk pada tahun {period.year}: taruh daftar pegawai, lalu "
            "jampel sync"
        )
        return
    if not found:
        typer.echo(f"Tidak ada yang berisiko pada tahun {period.year}.")
        return
    found.sort(
        key=lambda one: (one.total.opd or "", one.standing.level != Level.CRITICAL, one.total.name)
    )
    table(
        ["OPD", "NIP", "Nama", "Keadaan", "Alasan"],
        [
            (
                one.total.opd,
                one.total.nip,
                one.total.name,
                LEVELS[one.standing.level.value],
                one.standing.reason,
            )
            for one in found
        ],
    )
    typer.echo(f"{len(found)} pegawai. Rinciannya: jampel explain NIP")


@app.command()
def ack(ctx: typer.Context, which: Which, note: Note = None, as_json: AsJson = False) -> None:
    """Catat bahwa sebuah peringatan sudah diketahui.

    Berlaku sampai keadaannya memburuk. Contoh: jampel alerts ack 198501012010012001
    """
    from alerts.decide import acknowledge  # noqa: PLC0415 - after the command line is understood

    def act(workshop: "Workshop") -> "OpenAlert":
        return acknowledge(workshop.store, which, by=who(), note=note, now=workshop.clock())

    found = _decided(ctx, act, as_json=as_json)
    if not as_json:
        seen = moment(found.acknowledged_at)
        typer.echo(f"Peringatan {found.id} sudah diketahui {found.acknowledged_by} pada {seen}.")


@app.command()
def snooze(
    ctx: typer.Context,
    which: Which,
    until: Annotated[date, typer.Option(parser=day_of, metavar="TANGGAL",
                                        help="Hari peringatan ini muncul kembali.")],
    note: Note = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Tunda sebuah peringatan sampai suatu hari; lebih cepat bila keadaannya memburuk.

    Contoh: jampel alerts snooze 41 --until 2026-12-01 --note "ikut diklat 28 November"
    """
    from alerts.decide import snooze as act_on  # noqa: PLC0415

    def act(workshop: "Workshop") -> "OpenAlert":
        now = workshop.clock()
        return act_on(workshop.store, which, until=until, by=who(), note=note, now=now)

    found = _decided(ctx, act, as_json=as_json)
    if not as_json:
        typer.echo(f"Peringatan {found.id} ditunda sampai {found.snoozed_until}.")


@app.command()
def history(
    ctx: typer.Context,
    nip: Annotated[str | None, typer.Argument(metavar="NIP", help="Satu pegawai saja.")] = None,
    as_json: AsJson = False,
) -> None:
    """Riwayat peringatan, yang terbaru dulu: muncul, berubah, diketahui, ditunda, selesai.

    Contoh: jampel alerts history; jampel alerts history 198501012010012001 --json
    """
    from models.alert_events import history as read_history  # noqa: PLC0415
    from models.spells import identities, person_with  # noqa: PLC0415

    with opened(ctx) as workshop, workshop.store.read() as connection:
        person = None if nip is None else person_with(connection, nip)
        if nip is not None and person is None:
            raise FailureError(f'Tidak ada pegawai dengan NIP "{nip}" di data induk.')
        newest = None if as_json or nip else NEWEST
        told = read_history(connection, person_id=person, newest=newest)
        names = identities(connection, workshop.today())
    if as_json:
        say_json([_step_row(one, names.get(one.person_id)) for one in told])
        return
    if not told:
        typer.echo("Belum ada peringatan.")
        return
    _show_history(told, names)


def _nobody(workshop: "Workshop", period: "Period") -> bool:
    from models.totals import totals  # noqa: PLC0415 - only where nobody is at risk

    with workshop.store.read() as connection:
        return not totals(connection, year=period.year, as_of=period.as_of)


def _decided(
    ctx: typer.Context, act: "Callable[[Workshop], OpenAlert]", *, as_json: bool
) -> "OpenAlert":
    from alerts.decide import AlertDecisionError  # noqa: PLC0415

    with opened(ctx) as workshop:
        try:
            found = act(workshop)
        except AlertDecisionError as error:
            raise FailureError(str(error)) from error
        with workshop.store.read() as connection:
            from models.spells import identities  # noqa: PLC0415

            person = identities(connection, workshop.today()).get(found.person_id)
    if as_json:
        say_json(_alert_document(found, person))
    return found


def _alert_document(found: "OpenAlert", person: "Identity | None") -> dict[str, Any]:
    return {
        "id": found.id,
        "nip": person and person.nip,
        "year": found.year,
        "level": found.level,
        "raised_at": found.raised_at.isoformat(timespec="seconds"),
        "acknowledged_at": found.acknowledged_at
        and found.acknowledged_at.isoformat(timespec="seconds"),
        "acknowledged_by": found.acknowledged_by,
        "snoozed_until": found.snoozed_until and found.snoozed_until.isoformat(),
    }


def _step_row(one: "Told", person: "Identity | None") -> dict[str, Any]:
    step = one.event
    return {
        "alert": step.alert_id,
        "nip": person and person.nip,
        "name": person and person.name,
        "year": one.year,
        "at": step.at.isoformat(timespec="seconds"),
        "step": step.kind.value,
        "level": step.level,
        "level_before": step.level_before,
        "by": step.made_by,
        "note": step.note,
        "until": step.until_on and step.until_on.isoformat(),
    }


def _show_history(told: "list[Told]", names: "dict[int, Identity]") -> None:
    rows = []
    for one in told:
        step, person = one.event, names.get(one.person_id)
        before = f"{LEVELS[step.level_before]} → " if step.level_before else ""
        rows.append((step.alert_id, moment(step.at), person and person.nip, person and person.name,
                     one.year, STEPS[step.kind.value], before + LEVELS[step.level],
                     step.until_on, step.made_by, step.note))  # fmt: skip
    headings = ["ID", "Waktu", "NIP", "Nama", "Tahun", "Langkah", "Keadaan", "Sampai", "Oleh",
                "Catatan"]  # fmt: skip
    table(headings, rows)
