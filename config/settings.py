"""The settings: frozen models of what `jampel.toml` may say (design.md §6)."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from config.secrets import Secret
from config.store_url import absolute, check_store_url
from config.values import (
    YEAR,
    Duration,
    LongTime,
    MailAddress,
    PingUrl,
    Port,
    Schedule,
    Sender,
    SourceName,
    Text,
    Timezone,
    Unsubscribe,
    Window,
    read_window,
)


class Section(BaseModel):
    """A table of the file: frozen, and every key in it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, table: object) -> object:
        """Let a plain setting come from `{ env }` or `{ file }` too."""
        if not isinstance(table, dict):
            return table
        hidden = {
            name
            for name, field in cls.model_fields.items()
            if field.annotation is Secret or Secret in get_args(field.annotation)
        }
        return {
            key: value.get_secret_value()
            if isinstance(value, Secret) and key not in hidden
            else value
            for key, value in table.items()
        }


class StoreSettings(Section):
    """Where the store is."""

    url: Annotated[Secret, AfterValidator(check_store_url)] = Secret("sqlite:///jampel.db")


class OrganisationSettings(Section):
    """Whose people these are."""

    name: Text = "BKPSDM Kabupaten Serang"
    government: tuple[Text, ...] = ("Pemerintah Kabupaten Serang", "Pemkab Serang")
    """Our own names of the government; people of another are not ours."""
    timezone: Timezone = "Asia/Jakarta"


class RosterSettings(Section):
    """Where employees, OPDs and their heads come from."""

    path: Text
    settle: Annotated[float, Field(ge=0, le=3600)] = 5
    """Seconds that a file must be unchanged before it is read."""
    columns: dict[str, Text] = Field(default_factory=dict)
    defaults: dict[str, Text] = Field(default_factory=dict)


class SourceSettings(BaseModel):
    """What config knows of a source; `options` are its connector's to judge."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    connector: Text
    schedule: Schedule = "0 * * * *"
    priority: Annotated[int, Field(ge=0, le=1000)] = 50
    """Lower wins when two sources tell of one event."""
    unknown_people: Literal["review", "ignore"] = "review"
    jam: Literal["jp", "clock"] = "jp"
    """What the source means by "jam"."""
    enabled: bool = True
    stale_after: Duration | None = None
    """Admins are alerted when the source has not answered for so long; by its schedule without."""
    quiet_after: Duration | None = None
    """Admins are alerted when the source has told nothing new for so long."""
    private_network: bool = False
    """The source's own host may be a private or loopback address."""
    options: Mapping[str, Any] = Field(default_factory=dict, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: object) -> object:
        return split_source(table) if isinstance(table, dict) else table


def split_source(table: Mapping[str, object]) -> dict[str, object]:
    """Return a source's table with what is not ours gathered under `options`."""
    own = SourceSettings.model_fields.keys() - {"options"}
    split: dict[str, object] = {key: value for key, value in table.items() if key in own}
    split["options"] = {key: value for key, value in table.items() if key not in own}
    return split


class MatchSettings(Section):
    """How rows find their employee."""

    accept_name_and_opd: bool = False


class CountingSettings(Section):
    """Choices that the rules leave to BKPSDM."""

    new_joiner: Literal["full", "prorated", "exempt"] = "full"
    overlap: Literal["both", "larger"] = "both"
    cap_printed: bool = False
    pppk_cap_jp: Annotated[int, Field(ge=1, le=999)] | None = None


class MailSettings(Section):
    """How mail leaves; a server that will not encrypt as asked gets nothing."""

    sender: Sender
    host: Text = "localhost"
    port: Port = 25
    security: Literal["none", "starttls", "tls"] = "none"
    username: Text | None = None
    password: Secret | None = None
    ca_file: Text | None = None
    """Certificates to trust instead of the machine's own: a server of the house."""
    unsubscribe: Unsubscribe | None = None
    """Where a reader says that the mail should go elsewhere; the sender without."""
    admins: tuple[MailAddress, ...] = ()
    """Who hears what is wrong with the service."""

    @model_validator(mode="after")
    def _keeps_its_password(self) -> Self:
        if (self.username is None) is not (self.password is None):
            raise ValueError("username and password go together")
        if self.username is not None and self.security == "none":
            raise ValueError('a password is only sent encrypted: security = "starttls" or "tls"')
        return self


class BouncesSettings(Section):
    """Where digests that came back are told: a mailbox that is read and never changed."""

    host: Text
    username: Text
    password: Secret
    """Only sent encrypted."""
    security: Literal["tls", "starttls"] = "tls"
    port: Port = 993
    folder: Text = "INBOX"
    ca_file: Text | None = None
    """Certificates to trust instead of the machine's own: a server of the house."""


class AlertSettings(Section):
    """When admins hear that something is wrong with the service."""

    grown_by: Annotated[int, Field(ge=1, le=100_000)] = 50
    """So many more rows in quarantine or review than a week ago."""
    least_free_mib: Annotated[int, Field(ge=0, le=10_000_000)] = 1024
    """Less room on the store's disk than this."""


class DigestSettings(Section):
    """When heads of OPDs hear from us."""

    schedule: Schedule = "0 7 1 * *"
    window: Window = "07:00-16:00"
    """Hours of working days in which mail leaves."""
    when_stale: Literal["banner", "suppress"] = "banner"
    """Of a source that is overdue: say so in the mail, or send none."""
    most_people: Annotated[int, Field(ge=1, le=500)] = 20
    """So many stand in each list of the mail; the annex has everybody."""

    @property
    def hours(self) -> tuple[time, time]:
        """When mail begins to leave, and when it ends."""
        return read_window(self.window)


class RulesSettings(Section):
    """Where an admin's own copies of the rule tables are."""

    path: Text | None = None


class WatchSettings(Section):
    """Who notices when we fall silent."""

    ping: PingUrl | None = None


class HealthSettings(Section):
    """Where the daemon says how it is: /healthz, /readyz and /metrics."""

    enabled: bool = True
    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8001
    """0 lets the system choose; the log says which it is."""


class RetentionSettings(Section):
    """How long is kept what nothing rests on any more."""

    pages: LongTime = 5 * YEAR
    """Pages of runs that were rejected, replaced, broken off or failed."""
    mails: LongTime = 2 * YEAR
    """What digests and mails to admins said; that they were sent stands for ever."""
    alerts: LongTime = 5 * YEAR
    """Each step of alerts of people that are over; that they were raised and cleared stands."""


class ConsoleSettings(Section):
    """Where the console listens."""

    host: Text = "127.0.0.1"
    port: Port = 8000


class Settings(Section):
    """Everything that `jampel.toml` and the environment say."""

    base_dir: Path
    """Folder of the file; never said in it. Relative paths start here."""
    organisation: OrganisationSettings = OrganisationSettings()
    store: StoreSettings = StoreSettings()
    roster: RosterSettings | None = None
    sources: dict[SourceName, SourceSettings] = Field(default_factory=dict)
    match: MatchSettings = MatchSettings()
    counting: CountingSettings = CountingSettings()
    mail: MailSettings | None = None
    bounces: BouncesSettings | None = None
    alerts: AlertSettings = AlertSettings()
    digest: DigestSettings = DigestSettings()
    rules: RulesSettings = RulesSettings()
    watch: WatchSettings = WatchSettings()
    health: HealthSettings = HealthSettings()
    retention: RetentionSettings = RetentionSettings()
    console: ConsoleSettings = ConsoleSettings()

    @property
    def store_url(self) -> str:
        """URL of the store with its file, if it is one, made absolute; holds its password."""
        return absolute(self.store.url, self.base_dir)

    @property
    def rules_folder(self) -> Path | None:
        """Folder of the admin's own rule tables."""
        return None if self.rules.path is None else self.resolve(self.rules.path)

    def resolve(self, path: str) -> Path:
        """Return a path of the file (patterns too) as one that does not depend on where we run."""
        return self.base_dir / Path(path).expanduser()
