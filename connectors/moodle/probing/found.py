"""What has been seen of a site so far, and what of it will be missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.moodle.display import words
from connectors.moodle.options import SiteOptions
from connectors.moodle.probing.asking import Needs, asks
from connectors.moodle.read import jp_of
from connectors.probe import Lack, Probe, account_shown
from connectors.troubles import Trouble


@dataclass(slots=True)
class Found:
    """What has been seen so far; `options` say where NIP and JP may stand."""

    options: SiteOptions
    way: str = ""
    trouble: Trouble | None = None
    detail: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    needs: Needs = field(default_factory=Needs)

    def lack(self, what: str, why: str) -> None:
        """Note what will not be read."""
        self.lacks.append(Lack(what, why))

    def look_for_jp(self, courses: Iterable[Mapping[str, Any]]) -> None:
        """Count the courses whose JP is told; a default of the settings tells it of all."""
        known = list(courses)
        silent = [one for one in known if jp_of(one, self.options) is None]
        if not silent or "jp" in self.options.defaults:
            return
        name = self.options.jp_field
        fields = {f.get("shortname") for one in known for f in one.get("customfields") or ()}
        self.needs.courses = [words(str(one.get("fullname") or one["id"])) for one in silent]
        self.needs.jp_field_known = name in fields
        self.lack(
            f"JP dari {len(silent)} di antara {len(known)} kursus: kelulusannya masuk karantina "
            "sampai JP-nya diisi",
            f'isian khusus kursus "{name}" kosong atau tidak ada, dan namanya tanpa "(20 JP)"',
        )

    def look_for_nips(self, people: Mapping[object, bool]) -> None:
        """Count the people, and those whose NIP is told."""
        self.counts["people"] = len(people)
        without = len(people) - sum(people.values())
        if not without:
            return
        self.needs.nips = without
        self.lack(
            f"NIP dari {without} di antara {len(people)} orang: kelulusannya menunggu verifikasi",
            f"tidak ada NIP yang sah di {', '.join(self.options.nip_fields)} akunnya",
        )

    def as_probe(self, *, site: str, release: str, username: str) -> Probe:
        """Say it all."""
        account = account_shown(username)
        asked = asks(self.needs, self.options, account or "itu")
        return Probe(
            way=None if self.trouble else self.way,
            site=site,
            release=release,
            account=account,
            counts=self.counts,
            notes=tuple(self.notes),
            lacks=tuple(self.lacks),
            asks=asked,
            trouble=self.trouble,
            detail=self.detail,
        )
