"""What an admin sets for a Moodle site."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from connectors.contract import FIELDS
from connectors.http.settings import HttpSettings


class SiteOptions(BaseModel):
    """What is the same for a site that is asked with a token and one that is logged in to."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    base_url: str
    """Address of the site, with its folder where it is in one: `https://lms.example/moodle`."""
    report: Literal["auto", "none"] | int = "auto"
    """Custom report of completions: found by itself where that can be, its id, or not used."""
    nip_fields: tuple[str, ...] = Field(default=("idnumber", "username", "nip"), min_length=1)
    """Where an account may hold the NIP; other names than those of Moodle are profile fields."""
    jp_field: str = "jp"
    """Short name of the course's custom field that holds its JP; else `(n JP)` in its name."""
    certificate_courses: Mapping[str, int] = Field(default_factory=dict)
    """Name or number of a certificate template → id of its course, where nothing else tells."""
    defaults: Mapping[str, str] = Field(default_factory=dict)
    """Canonical field → text where the site says nothing, for example the provider."""
    requests_per_second: float = Field(default=40, gt=0, le=200)
    """At most so many calls or pages a second."""
    private_network: bool = False
    """The site is on a private network."""
    ca_file: str | None = Field(default=None, min_length=1)
    """Certificates of an authority of the house, in place of the public ones."""

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address such as https://lms.example")
        if parts.query or parts.fragment or parts.username:
            raise ValueError("must be an address without user, query or fragment")
        if "/login" in parts.path or parts.path.endswith(".php"):
            site = value.partition("/login")[0].partition(".php")[0]
            raise ValueError(f'must be the site, without a page of it: "{site}"')
        return value.rstrip("/")

    @field_validator("defaults")
    @classmethod
    def _knows_its_fields(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        if unknown := sorted(value.keys() - set(FIELDS)):
            raise ValueError(f'"{unknown[0]}" is no canonical field: {", ".join(FIELDS)}')
        return value

    def for_http(self) -> HttpSettings:
        """Give what concerns how the site is asked."""
        return HttpSettings(
            self.base_url,
            private_network=self.private_network,
            ca_file=self.ca_file,
            requests_per_second=self.requests_per_second,
        )


class MoodleOptions(SiteOptions):
    """Options of the connector `moodle`."""

    token: SecretStr
    """Of the account that asks; `{ env = "..." }` or `{ file = "..." }`."""
