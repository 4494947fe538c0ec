"""What an admin sets for a Moodle site to which there is only a login."""

from pydantic import Field, SecretStr

from connectors.moodle.options import SiteOptions


class MoodleWebOptions(SiteOptions):
    """Options of the connector `moodle_web`."""

    username: str = Field(min_length=1)
    """Of a manager."""
    password: SecretStr
    """`{ env = "..." }` or `{ file = "..." }`."""
    courses: tuple[int, ...] = ()
    """Ids of the only courses that are read; empty for all."""
    requests_per_second: float = Field(default=10, gt=0, le=200)
    """At most so many pages a second."""
