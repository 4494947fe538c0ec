"""What can be wrong with a source, and what to do about it."""

from collections.abc import Callable, Iterator

from alerts.facts import Facts
from alerts.found import Found, one_line
from alerts.words import moment_words


def stale(facts: Facts) -> Iterator[Found]:
    """Find sources that have not answered for too long."""
    for one in facts.sources:
        name = one.health.source
        if one.stale_since is not None and one.health.paused_at is None:
            yield Found(
                name,
                f"Sumber {name} tidak menjawab dengan baik sejak {moment_words(one.stale_since)}.",
                f"Lihat sebabnya: jampel runs. Coba tarik sekarang: jampel sync {name}. Bila "
                "alamat atau foldernya berubah, perbaiki jampel.toml.",
            )


def quiet(facts: Facts) -> Iterator[Found]:
    """Find sources that answer, but have nothing new."""
    for one in facts.sources:
        name = one.health.source
        if one.quiet_since is not None:
            since = moment_words(one.quiet_since)
            yield Found(
                name,
                f"Sumber {name} tidak membawa apa pun yang baru sejak {since}.",
                "Tanyakan kepada pengelola sumber, atau taruh ekspor terbaru di foldernya.",
            )


def paused(facts: Facts) -> Iterator[Found]:
    """Find sources that wait for a person."""
    for one in facts.sources:
        health = one.health
        if health.paused_at is not None:
            yield Found(
                health.source,
                f"Sumber {health.source} dijeda sejak {moment_words(health.paused_at)}: "
                f"{one_line(health.pause_reason)}.",
                f"Perbaiki sebabnya, lalu: jampel source resume {health.source}",
            )


def run_held(facts: Facts) -> Iterator[Found]:
    """Find runs that are held as a whole."""
    for one in facts.sources:
        runs = one.health.held_runs
        if runs:
            numbers = ", ".join(str(run) for run in runs)
            yield Found(
                one.health.source,
                f"Penarikan dari {one.health.source} ditahan: run {numbers}.",
                f"Periksa: jampel runs {runs[-1]}; lalu jampel approve {runs[-1]} atau "
                f"jampel reject {runs[-1]}",
            )


def change_held(facts: Facts) -> Iterator[Found]:
    """Find sources of which a fall of hours is held."""
    for one in facts.sources:
        if one.health.held_changes:
            yield Found(
                one.health.source,
                f"{one.health.held_changes} perubahan dari {one.health.source} yang menurunkan JP "
                "ditahan.",
                "Cari run-nya: jampel runs; periksa, lalu jampel approve RUN atau "
                "jampel reject RUN",
            )


def run_failed(facts: Facts) -> Iterator[Found]:
    """Find sources whose last run was a bug, or did not add up."""
    for one in facts.sources:
        name, last = one.health.source, one.health.last_run
        if last is not None and last.outcome == "failed":
            yield Found(
                name,
                f"Penarikan dari {name} gagal (run {last.id}): {one_line(last.note)}.",
                f"Lihat: jampel runs {last.id}; kirim rinciannya ke pengembang. Dicoba lagi pada "
                "jadwal berikut.",
            )


def growing(kind: str, words: str, command: str) -> Callable[[Facts], Iterator[Found]]:
    """Return how to find sources of which more and more rows wait."""

    def find(facts: Facts) -> Iterator[Found]:
        for one in facts.sources:
            name, rows = one.health.source, getattr(one.health, kind)
            before = facts.before.get((kind, name), rows)
            if rows - before >= facts.around.grown_by:
                yield Found(
                    name,
                    f"{rows} baris dari {name} {words}, {rows - before} lebih banyak daripada "
                    "seminggu lalu.",
                    f"Lihat: {command}. Bila semua bersebab sama, perbaiki di sumbernya atau di "
                    "jampel.toml.",
                )

    return find
