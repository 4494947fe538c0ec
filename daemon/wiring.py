"""Bring settings, rules, store and clock together: what every command works with."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from alerts.period import Period, period_of
from config.load import load
from config.rules import Rules, load_rules
from config.settings import Settings
from connectors.registry import names, options_of
from daemon import clock as real_clock
from daemon import process
from models.runs import close_orphans
from models.soundness import refuse_damaged
from models.store import Store, open_store
from models.values import jakarta_day

DEFAULT_CONFIG = "jampel.toml"
CONFIG_VARIABLE = "JAMPEL_CONFIG"


class AnyOptions(BaseModel):
    """Options that only their connector can judge, when it is made."""

    model_config = ConfigDict(extra="allow")


class OptionModels(Mapping[str, type[BaseModel]]):
    """The options of every connector there is; only those that are asked for are imported."""

    def __getitem__(self, name: str) -> type[BaseModel]:
        """Give the model of a connector's options."""
        if name not in names():
            raise KeyError(name)
        return options_of(name) or AnyOptions

    def __iter__(self) -> Iterator[str]:
        """Name the connectors."""
        return iter(names())

    def __len__(self) -> int:
        """Count them."""
        return len(names())


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a command works with; daemon.sources makes the engine from it."""

    settings: Settings
    rules: Rules
    store: Store
    clock: Callable[[], datetime] = real_clock.now

    @property
    def base_dir(self) -> Path:
        """Folder of the configuration file; relative paths start here."""
        return self.settings.base_dir

    def today(self) -> date:
        """Return the present day in Asia/Jakarta, which all counting goes by."""
        return jakarta_day(self.clock())

    def period(self, year: int | None = None, as_of: date | None = None) -> Period:
        """Return the period that a person asks for; without anything: this year today."""
        return period_of(today=self.today(), year=year, as_of=as_of)

    def on(self, store: Store) -> "Workshop":
        """Return the same workshop on another store: a rehearsal."""
        return replace(self, store=store)


def config_path(given: Path | None, env: Mapping[str, str]) -> Path:
    """Return which file holds the configuration: the one named, else $JAMPEL_CONFIG, else ours."""
    return given or Path(env.get(CONFIG_VARIABLE) or DEFAULT_CONFIG)


def read_settings(path: Path, env: Mapping[str, str]) -> Settings:
    """Load the settings and check the options of every source.

    Raises:
        ConfigError: something is wrong; it names everything that is.

    """
    return load(path, env, OptionModels())


def schema_of(path: Path, env: Mapping[str, str]) -> str | None:
    """Return the schema that the store has; nothing is changed."""
    settings = read_settings(path, env)
    store = open_store(settings.store_url, base_dir=settings.base_dir)
    try:
        return store.version()
    finally:
        store.close()


@contextmanager
def open_workshop(
    path: Path, env: Mapping[str, str], *, clock: Callable[[], datetime] = real_clock.now
) -> Iterator[Workshop]:
    """Load the settings, open the store, bring its schema up to date, close orphaned runs.

    Raises:
        ConfigError: the configuration is wrong; it names everything that is.
        StoreError: the store does not answer, or was made by a newer program.

    """
    with open_as_set(read_settings(path, env), clock=clock) as workshop:
        yield workshop


@contextmanager
def open_as_set(
    settings: Settings, *, clock: Callable[[], datetime] = real_clock.now, thorough: bool = False
) -> Iterator[Workshop]:
    """Do the same by settings that were read already.

    Args:
        settings: as read.
        clock: the time.
        thorough: look through the whole file of the store first; for who will work long.

    Raises:
        ConfigError: a rule table is wrong.
        StoreError: the store does not answer, is damaged, or was made by a newer program.

    """
    cap = settings.counting.pppk_cap_jp
    rules = replace(load_rules(settings.rules_folder), pppk_cap_jp=cap)
    store = open_store(settings.store_url, base_dir=settings.base_dir)
    try:
        if thorough:
            refuse_damaged(store)
        store.upgrade()
        close_orphans(store, lives=lambda _, run: process.alive(run.owner), now=clock())
        yield Workshop(settings, rules, store, clock)
    finally:
        store.close()
