"""Months lived through by the daemon itself: troubles come and go, and the ledger proves it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from daemon.demo.plot import DAY, Plot, Span, plot_of
from daemon.demo.stage import HEADLESS, Stage
from daemon.demo.years import UNENROLLED, MonthTold, YearsTold, play_years
from daemon.wiring import open_workshop
from models.admin_mail import AdminMail
from models.outbox import Entry, entries
from models.runs import Run, list_runs
from models.values import Outcome, jakarta_day

PLOT = Plot(
    first=date(2025, 6, 30),
    last=date(2025, 8, 4),
    mail_down=Span(date(2025, 7, 1), date(2025, 7, 2)),
    lms_away=Span(date(2025, 7, 30), date(2025, 8, 2)),
    token_expired=Span(date(2025, 7, 14), date(2025, 7, 15)),
    revoked_on=date(2025, 7, 18),
    unenrolled_on=date(2025, 7, 23),
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

    def mails(self, subject: str) -> list[AdminMail]:
        """Return what admins were told of a matter, in order."""
        return [mail for mail in self.told.admin_mails if subject in mail.subject]

    def runs(self, source: str) -> list[Run]:
        """Return the runs of a source, the oldest first."""
        with open_workshop(self.stage.config, {}) as workshop, workshop.store.read() as connection:
            return list_runs(connection, source=source)[::-1]

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
    begun, ended = played.mails("Sumber lms tidak menjawab")
    august = next(row for row in played.rows("2025-08") if row.state == "accepted")

    assert jakarta_day(begun.made_at) in PLOT.lms_away
    assert ended.subject.startswith("[jampel] Selesai:")
    assert jakarta_day(ended.made_at) > PLOT.lms_away.last
    assert "lms" in played.letter(august)


def test_a_token_that_expired_pauses_the_source_until_it_is_renewed(played: Played) -> None:
    begun, ended = played.mails("Sumber lms dijeda")
    runs = [run for run in played.runs("lms") if PLOT.first <= jakarta_day(run.started_at)]
    refused = [run for run in runs if jakarta_day(run.started_at) in PLOT.token_expired]
    after = [run for run in runs if jakarta_day(run.started_at) > PLOT.token_expired.last]

    assert jakarta_day(begun.made_at) == PLOT.token_expired.first
    assert "token" in begun.subject
    assert jakarta_day(ended.made_at) == PLOT.token_expired.last + DAY
    assert [run.outcome for run in refused] == [Outcome.PAUSED]
    assert jakarta_day(after[0].started_at) == PLOT.token_expired.last + DAY
    assert after[0].outcome is Outcome.OK


def test_a_completion_that_the_lms_takes_back_is_held_and_told(played: Played) -> None:
    (told,) = played.mails("perubahan dari lms yang menurunkan JP ditahan")

    assert jakarta_day(told.made_at) == PLOT.revoked_on
    assert played.told.proof.held == played.told.proof.revoked == 1


def test_who_is_unenrolled_keeps_every_hour(played: Played) -> None:
    proof = played.told.proof

    assert proof.hidden >= UNENROLLED
    assert proof.unlisted == proof.hidden
    assert proof.wrong == []
    assert proof.compared > 150
    assert proof.is_whole


def test_an_hour_too_few_or_too_many_is_no_whole_proof(played: Played) -> None:
    proof = played.told.proof

    assert not replace(proof, wrong=[("198001012010011001", 2025)]).is_whole
    assert not replace(proof, unlisted=proof.unlisted - 1).is_whole
    assert not replace(proof, held=0).is_whole


def test_an_opd_without_a_head_gets_its_mail_once_it_has_one(played: Played) -> None:
    def state(month: str) -> tuple[str, str | None]:
        (row,) = [row for row in played.rows(month) if row.opd_name == HEADLESS]
        return row.state, row.reason

    assert state("2025-07") == ("suppressed", "no_recipient")
    assert state("2025-08") == ("accepted", None)


def test_the_troubles_of_three_years_fall_on_mailings() -> None:
    plot = plot_of(2024, 3, works=lambda day: day.weekday() < 5)

    assert plot.mail_down == Span(date(2024, 7, 1), date(2024, 7, 2))
    assert date(2025, 10, 1) in plot.lms_away
    assert sum(plot.ends_month(day) for day in plot.days()) == 37
