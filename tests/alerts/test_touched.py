"""Evaluating those who were touched leaves the alerts that evaluating everybody would leave.

A Hypothesis machine lets a small regency live: hours come and go, people leave, days pass, people
decide. After each step no alert is doubled, and the history alone tells what is open.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerts.decide import acknowledge, snooze
from alerts.evaluate import evaluate, standings
from alerts.levels import AT_RISK
from alerts.life import is_worse
from alerts.period import Period
from config.rules import load_rules
from models.alert_events import Step, history
from models.alerts import OpenAlert, open_alerts
from models.store import open_store
from tests.builders import Member, Regency

RULES = load_rules(None)
START = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
PEOPLE = 4

person = st.integers(0, PEOPLE - 1)


class AlertMachine(RuleBasedStateMachine):
    """A regency of four people whose alerts are brought up to date after each change."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="jampel-alerts-"))
        self.store = open_store("sqlite:///alerts.db", base_dir=self.folder)
        self.store.upgrade()
        self.now = START
        with self.store.write() as connection:
            regency = Regency(connection)
            self.members: list[Member] = [regency.employee(f"Pegawai {n}") for n in range(PEOPLE)]
            for member in self.members:
                regency.training(member, 0, end_on=date(2026, 2, 1))
        self.look()

    def teardown(self) -> None:
        self.store.close()
        rmtree(self.folder)

    def look(self, people: list[int] | None = None) -> Any:
        self.now += timedelta(minutes=1)
        return evaluate(self.store, RULES, "full", year=2026, on=self.day, now=self.now,
                        people=people)  # fmt: skip

    @property
    def day(self) -> date:
        return self.now.date()

    def opened(self) -> dict[int, OpenAlert]:
        with self.store.read() as connection:
            return open_alerts(connection, 2026)

    @rule(which=person, jp=st.sampled_from([0, 300, 800, 1300, 1700, 2000]))
    def train(self, which: int, jp: int) -> None:
        member = self.members[which]
        self.sql(f"UPDATE record SET jp = {jp} WHERE person_id = {member.person_id}")
        self.look([member.person_id])

    @rule(which=person, away=st.booleans())
    def leave_or_return(self, which: int, *, away: bool) -> None:
        member = self.members[which]
        until = f"'{self.day}'" if away else "NULL"
        self.sql(f"UPDATE service SET until_on = {until} WHERE employee_id = {member.employee_id}")
        self.look([member.person_id])

    @rule(days=st.integers(1, 60))
    def days_pass(self, days: int) -> None:
        if (self.now + timedelta(days=days)).year == START.year:
            self.now += timedelta(days=days)
            self.look()

    @rule(which=person)
    def see(self, which: int) -> None:
        if self.members[which].person_id in self.opened():
            acknowledge(self.store, self.members[which].nip, by="ratna", note=None, now=self.now)

    @rule(which=person, days=st.integers(1, 40))
    def put_off(self, which: int, days: int) -> None:
        if self.members[which].person_id in self.opened():
            snooze(self.store, self.members[which].nip, until=self.day + timedelta(days=days),
                   by="ratna", note=None, now=self.now)  # fmt: skip

    @invariant()
    def everybody_evaluated_again_changes_nothing(self) -> None:
        before = self.opened()
        changes = self.look()

        assert (changes.raised, changes.changed, changes.cleared) == (0, 0, 0)
        assert self.opened() == before

    @invariant()
    def who_is_at_risk_has_the_alert_of_that_level(self) -> None:
        found = standings(self.store, RULES, "full", Period(2026, self.day, current=True))
        risky = {t.person_id: s.level.value for t, s in found if s.level in AT_RISK}

        assert {person: one.level for person, one in self.opened().items()} == risky

    @invariant()
    def history_alone_tells_what_is_open(self) -> None:
        level: dict[int, str | None] = {}
        snoozed: dict[int, date | None] = {}
        seen: dict[int, bool] = {}
        with self.store.read() as connection:
            steps = list(reversed(history(connection)))
        for one in steps:
            who, step = one.person_id, one.event
            match step.kind:
                case Step.RAISED:
                    assert level.get(who) is None
                    level[who], snoozed[who], seen[who] = step.level, None, False
                case Step.CHANGED:
                    assert level[who] == step.level_before != step.level
                    if is_worse(step.level, step.level_before or ""):
                        snoozed[who], seen[who] = None, False
                    level[who] = step.level
                case Step.CLEARED:
                    assert level[who] == step.level
                    level[who] = None
                case Step.ACKNOWLEDGED:
                    assert not seen[who]
                    seen[who] = True
                case Step.SNOOZED:
                    snoozed[who] = step.until_on
                case Step.RETURNED:
                    assert snoozed[who] == step.until_on
                    snoozed[who] = None
        opened = self.opened()
        assert {p for p, found in level.items() if found} == opened.keys()
        for who, found in opened.items():
            assert (found.level, found.snoozed_until) == (level[who], snoozed[who])
            assert (found.acknowledged_at is not None) == seen[who]

    def sql(self, statement: str) -> None:
        with self.store.write() as connection:
            connection.exec_driver_sql(statement)


AlertMachine.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAlerts = AlertMachine.TestCase
