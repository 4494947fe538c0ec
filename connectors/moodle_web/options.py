"""What an admin sets for a Moodle site to which there is only a login."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from connectors.http.settings import HttpSettings
from connectors.moodle.options import MoodleOptions


class MoodleWebOptions(BaseModel):
    """Options of the connector `moodle_web`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    base_url: str
    """Address of the site, with its folder where it is in one: `https://lms.example/moodle`."""
    username: str = Field(min_length=1)
    """Of a manager."""
    password: SecretStr
    """`{ env = "..." }` or `{ file = "..." }`."""
    report: Literal["auto", "none"] | int = "auto"
    """Id of a custom report of completions; else the completion report of each course."""
    courses: tuple[int, ...] = ()
    """Ids of the only courses that are read; empty for all."""
    nip_fields: tuple[str, ...] = Field(default=("idnumber", "username", "nip"), min_length=1)
    """Where an account may hold the NIP; other names than those of Moodle are profile fields."""
    jp_field: str = "jp"
    """Short name of the course's custom field that holds its JP; else `(n JP)` in its name."""
    certificate_courses: Mapping[str, int] = Field(default_factory=dict)
    """Number of a certificate template → id of its course, where that cannot be found out."""
    defaults: Mapping[str, str] = Field(default_factory=dict)
    """Canonical field → text where the site says nothing, for example the provider."""
    requests_per_second: float = Field(default=10, gt=0, le=200)
    """At most so many pages a second."""
    private_network: bool = False
    """The site is on a private network."""
    ca_file: str | None = Field(default=None, min_length=1)
    """Certificates of an authority of the house, in place of the public ones."""

    @model_validator(mode="after")
    def _reads_like_moodle(self) -> "MoodleWebOptions":
        self.for_reading()
        return self

    def for_http(self) -> HttpSettings:
        """Give what concerns how the site is asked."""
        return HttpSettings(
            self.base_url,
            private_network=self.private_network,
            ca_file=self.ca_file,
            requests_per_second=self.requests_per_second,
        )

    def for_reading(self) -> MoodleOptions:
        """Give what concerns what the answers mean: the same as with a token, which is not used."""
        return MoodleOptions(
            base_url=self.base_url,
            token=SecretStr(""),
            nip_fields=self.nip_fields,
            jp_field=self.jp_field,
            certificate_courses=self.certificate_courses,
            defaults=self.defaults,
        )
