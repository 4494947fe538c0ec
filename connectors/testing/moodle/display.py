"""How Moodle shows times, words and names to an account, in Indonesian or English."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
        "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip
_WORDS = {
    "Yes": "Ya",
    "No": "Tidak",
    "Active": "Aktif",
    "Suspended": "Dibekukan",
    "Manual enrolments": "Pendaftaran manual",
    "Completed": "Selesai",
    "Not completed": "Tidak selesai",
    "Activity completion": "Penyelesaian aktivitas",
}
_NOON = 12


@dataclass(frozen=True, slots=True)
class View:
    """The language and zone in which one request is answered."""

    lang: str
    zone: str

    def local(self, epoch: int) -> datetime:
        """Give a time on the wall clock of the zone."""
        return datetime.fromtimestamp(epoch, UTC).astimezone(ZoneInfo(self.zone))

    def long(self, epoch: int | None) -> str:
        """Give a time as reports do: to the minute, in words."""
        if epoch is None:
            return ""
        at = self.local(epoch)
        lang = self.lang if self.lang in _DAYS else "en"
        day = f"{_DAYS[lang][at.weekday()]}, {at.day} {_MONTHS[lang][at.month - 1]} {at.year}"
        if lang == "id":
            return f"{day}, {at:%H:%M}"
        half = "AM" if at.hour < _NOON else "PM"
        return f"{day}, {at.hour % _NOON or _NOON}:{at:%M} {half}"

    def word(self, english: str) -> str:
        """Say a word of the interface."""
        return _WORDS.get(english, english) if self.lang == "id" else english

    def heading(self, pair: tuple[str, str]) -> str:
        """Choose from (Indonesian, English)."""
        return pair[0] if self.lang == "id" else pair[1]


def as_web_service_text(stored: str, *, raw: bool) -> str:
    """Give a name as web services do: stripped of what looks like a tag, and escaped.

    `Etika <3 (3 JP)` is cut at the `<`, as in the real one.
    """
    if raw:
        return stored
    return html.escape(re.sub(r"<.*", "", stored, flags=re.DOTALL), quote=False)
