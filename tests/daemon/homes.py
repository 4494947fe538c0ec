"""A folder with a configuration, a roster and exports of invented people, for the daemon."""

from collections.abc import Iterable
from pathlib import Path

from models.runs import Run, list_runs
from models.store import open_store
from tests.builders import nip_of

PEOPLE = ((nip_of(1), "Siti Rahayu Permanasari"), (nip_of(2), "Asep Kurniawan Sadikin"))
YEARLY = "0 0 1 1 *"


def make_home(folder: Path, sources: str = "", *, url: str = "sqlite:///jampel.db") -> Path:
    """Write a home with one source of files, or those told; returns its configuration."""
    (folder / "roster").mkdir()
    (folder / "inbox").mkdir()
    config = folder / "jampel.toml"
    config.write_text(
        f'[store]\nurl = "{url}"\n[roster]\npath = "roster/*.csv"\nsettle = 0\n'
        "[health]\nport = 0\n" + (sources or source_of("lan-ri"))
    )
    lines = [f"{nip},{name},Dinas Kesehatan,Aktif" for nip, name in PEOPLE]
    (folder / "roster/pegawai.csv").write_text(
        "\n".join(["NIP,Nama,Perangkat Daerah,Kedudukan Hukum", *lines, ""])
    )
    return config


def source_of(name: str, *, schedule: str = YEARLY, path: str = "inbox/*", settle: int = 0) -> str:
    """Return the settings of a source of files."""
    return (f'[sources.{name}]\nconnector = "files"\npath = "{path}"\nsettle = {settle}\n'
            f'schedule = "{schedule}"\n')  # fmt: skip


def drop(folder: Path, name: str = "rekap.csv", title: str = "Pelayanan Publik") -> None:
    """Drop an export that tells of everybody."""
    rows = [f"{nip},{who},{title},12/03/2026,13/03/2026,10" for nip, who in PEOPLE]
    heading = "NIP,Nama,Nama Pelatihan,Tanggal Mulai,Tanggal Selesai,JP"
    (folder / "inbox" / name).write_text("\n".join([heading, *rows, ""]))


def runs_in(folder: Path, source: str | None = None) -> list[Run]:
    """Runs that the home's own store knows, oldest first; none before it has tables."""
    if not (folder / "jampel.db").exists():
        return []
    store = open_store("sqlite:///jampel.db", base_dir=folder)
    try:
        if store.version() is None:
            return []
        with store.read() as connection:
            return list_runs(connection, source=source)[::-1]
    finally:
        store.close()


def outcomes(runs: Iterable[Run]) -> list[str]:
    """How runs ended."""
    return [str(run.outcome) for run in runs]
