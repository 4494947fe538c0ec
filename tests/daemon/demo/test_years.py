"""Months lived through by the daemon itself: troubles come and go, and the ledger proves it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from daemon.demo.plot import Plot, Span, plot_of
from daemon.demo.stage import HEADLESS, Stage
from daemon.demo.years import MonthTold, YearsTold, play_years
from daemon.wiring import open_workshop
from models.outbox import Entry, entries
from models.totals import totals
from models.values import from_hundredths, jakarta_day

PLOT = Plot(
    first=date(2025, 6, 30),
    last=date(2025, 8, 4),
    mail_down=Span(date(2025, 7, 1), date(2025, 7, 2)),
    source_away=Span(date(2025, 7, 30), date(2025, 8, 2)),
    headed_on=date(2025, 7, 20),
    mailings=frozenset({date(2025, 7, 1), date(2025, 8, 1)}),
)


class Played:
    """A plot that was played, with what its store holds."""

    def __init__(self, folder: Path) -> None:
        self.months: list[MonthTold] = []
        self.stage: Stage
        self.told: YearsTold
        self.stage, self.told = play_years(
            folder, first=2025, years=1, employees=200, plot=PLOT, told=self.months.append
        )

    def rows(self, month: str) -> list[Entry]:
        """Return the ledger of a month."""
        with open_workshop(self.stage.config, {}) as workshop, workshop.store.read() as connection:
            return entries(connection, period=month)

    def letter(self, row: Entry) -> str:
        """Return the mail of a digest as its reader's program shows it."""
        found = [
            path
            for path in self.stage.letters.rglob("*.eml")
            if (row.message_id or "-") in path.read_text(encoding="utf-8")
        ]
        assert len(found) == 1
        return found[0].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("years") / "demo")


def test_each_opd_and_month_has_its_row_and_no_mail_came_twice(played: Played) -> None:
    ledger = played.told.ledger

    assert ledger.is_whole
    assert ledger.rows == 59 * 2
    assert [month.ledger.rows for month in played.months] == [0, 59, 59]
    assert all(month.ledger.is_whole for month in played.months)
    assert ledger.ends["accepted", None] == len(list(played.stage.letters.glob("*/*.eml"))) - len(
        played.told.admin_mails
    )


def test_a_mail_server_that_is_down_over_a_mailing_only_delays_it(played: Played) -> None:
    sent = [row for row in played.rows("2025-07") if row.state == "accepted"]

    assert sent
    assert {row.sent_at and jakarta_day(row.sent_at) for row in sent} == {date(2025, 7, 3)}
    assert not any(row.unsure for row in sent)


def test_a_source_that_goes_stale_is_told_once_and_recovers(played: Played) -> None:
    about = [mail for mail in played.told.admin_mails if "Sumber banten-ceria" in mail.subject]
    begun, ended = about
    august = next(row for row in played.rows("2025-08") if row.state == "accepted")

    assert jakarta_day(begun.made_at) in PLOT.source_away
    assert ended.subject.startswith("[jampel] Selesai:")
    assert jakarta_day(ended.made_at) > PLOT.source_away.last
    assert "banten-ceria" in played.letter(august)


def test_an_opd_without_a_head_gets_its_mail_once_it_has_one(played: Played) -> None:
    def state(month: str) -> tuple[str, str | None]:
        (row,) = [row for row in played.rows(month) if row.opd_name == HEADLESS]
        return row.state, row.reason

    assert state("2025-07") == ("suppressed", "no_recipient")
    assert state("2025-08") == ("accepted", None)


def test_what_was_counted_after_all_troubles_is_true(played: Played) -> None:
    day = PLOT.last
    truth = played.stage.regency.truth(day)
    told = {row.nip for row in played.stage.regency.tellings if row.end_on < date(2025, 6, 1)}
    with open_workshop(played.stage.config, {}) as workshop, workshop.store.read() as connection:
        found = {t.nip: from_hundredths(t.jp) for t in totals(connection, year=2025, as_of=day)}

    sure = truth.totals.keys() - truth.uncertain - told
    assert len(sure & found.keys()) > 10
    assert {n: j for n, j in found.items() if n in sure and Decimal(truth.totals[n]) != j} == {}


def test_the_troubles_of_three_years_fall_on_mailings() -> None:
    plot = plot_of(2024, 3, works=lambda day: day.weekday() < 5)

    assert plot.mail_down == Span(date(2024, 7, 1), date(2024, 7, 2))
    assert date(2025, 10, 1) in plot.source_away
    assert sum(plot.ends_month(day) for day in plot.days()) == 37
