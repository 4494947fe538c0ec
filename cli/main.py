"""The `jampel` command: its options, its commands, and how every one of them ends."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from cli.lazy import Lazy, LazyGroup, new_app

INTERRUPTED = 130
COMMANDS = {
    "init": Lazy("cli.init", "tulis jampel.toml dengan penjelasan"),
    "demo": Lazy("cli.demo", "sebuah kabupaten rekaan: seluruh jampel bekerja"),
    "check": Lazy("cli.check", "periksa konfigurasi, berkas dan baris yang salah"),
    "sync": Lazy("cli.sync", "tarik daftar pegawai dan semua sumber, lalu hitung"),
    "status": Lazy("cli.status", "keadaan setiap sumber dan apa yang menunggu keputusan"),
    "runs": Lazy("cli.runs", "catatan penarikan data"),
    "explain": Lazy("cli.explain", "dari mana setiap JP seorang pegawai, dan mengapa"),
    "alerts": Lazy("cli.alerts", "siapa yang berisiko tidak mencapai batas minimal"),
    "digest": Lazy("cli.digest", "surat bulanan kepada kepala OPD: lihat dulu sebelum dikirim"),
    "export": Lazy("cli.export", "ekspor ke CSV, JSON atau XLSX"),
    "review": Lazy("cli.review", "baris yang pegawainya harus ditentukan orang"),
    "quarantine": Lazy("cli.quarantine", "baris yang tidak terbaca"),
    "approve": Lazy("cli.approve", "setujui yang ditahan dari sebuah penarikan"),
    "reject": Lazy("cli.reject", "tolak yang ditahan dari sebuah penarikan"),
    "replay": Lazy("cli.replay", "bangun ulang semuanya dari yang pernah diterima"),
    "source": Lazy("cli.source", "jeda atau lanjutkan sebuah sumber"),
    "exempt": Lazy("cli.exempt", "bebaskan pegawai dari batas minimal"),
    "people": Lazy("cli.people", "gabungkan atau pisahkan nomor satu orang"),
    "opd": Lazy("cli.opd", "nama lain dan kepala sebuah OPD"),
    "preview": Lazy("cli.preview", "bagaimana sebuah berkas akan dibaca"),
    "daemon": Lazy("cli.daemon", "jalan sendiri menurut jadwal"),
    "doctor": Lazy("cli.doctor", "apakah semuanya baik, dan apa yang harus dikerjakan"),
    "db": Lazy("cli.db", "skema, cadangan dan pemulihan basis data"),
}
"""Name → the module whose `app` it is; only the one that is called is imported."""


class Commands(LazyGroup):
    """All commands of `jampel`."""

    known = COMMANDS


app = new_app(
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Contoh: jampel sync; jampel explain 198501012010012001; jampel export totals",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - not needed by any command

        sys.stdout.write(f"jampel {version('jampel')}\n")
        raise typer.Exit


@app.callback()
def jampel(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Berkas konfigurasi; bila tidak disebut: $JAMPEL_CONFIG, lalu ./jampel.toml.",
            show_default=False,
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Tampilkan versi.", callback=_show_version,
                           is_eager=True, show_default=False)
    ] = False,
) -> None:  # fmt: skip
    """Jam pelajaran (JP) setiap ASN: ditarik, dicocokkan, dihitung sekali, dijelaskan."""
    ctx.obj = config


def main(args: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    try:
        code = get_command(app).main(args=list(args), prog_name="jampel", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:  # noqa: BLE001 - the last place that can say it in one line
        from cli.failures import told  # noqa: PLC0415 - not needed where nothing fails

        lines, code = told(error)
        sys.stderr.write("".join(f"{line}\n" for line in lines))
    if code == INTERRUPTED:
        sys.stderr.write("Dihentikan.\n")
    return code if isinstance(code, int) else 0


def run() -> NoReturn:
    """Entry point of the `jampel` program."""
    # What a command makes dies with it; collecting in vain takes a fifth of a short command's time.
    gc.disable()
    _stand_in_for_closed_streams()
    code = main(sys.argv[1:])
    # All is committed and said. Taking the program apart object by object takes a tenth of a
    # second, and threads that still wait for a source must not keep a person waiting.
    with suppress(OSError):  # what could not be written was told by `main`
        sys.stdout.flush()
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def _stand_in_for_closed_streams() -> None:
    """Called as `jampel … >&-`, Python has no stream at all; who closed it wants nothing said."""
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def _nobody_reads() -> int:
    """Nothing more can be written; let Python's own flush at exit go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
