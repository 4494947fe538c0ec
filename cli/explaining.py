"""All that is known of one person's JP in a year, as one document for programs and people."""

import re
from dataclasses import asdict
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from alerts.levels import Standing, level_of
from alerts.words import at_least
from cli.failures import FailureError
from models.spells import all_nips, nips_of, person_with, spell_on, spells
from models.totals import total_of
from models.values import jp_text
from models.views.explained import ExplainedRecord, Told, explained, other_years
from models.views.problems import held, in_review, quarantined

if TYPE_CHECKING:
    from alerts.period import Period
    from config.rules import Rules
    from daemon.wiring import Workshop

YEAR_RULE = "Pelatihan dihitung pada tahun hari terakhirnya (waktu Asia/Jakarta)."

Document = dict[str, Any]


def document_of(workshop: "Workshop", printed_nip: str, period: "Period") -> Document:
    """Explain one person's year.

    Raises:
        FailureError: nobody in the roster has, or had, this NIP.

    """
    nip = re.sub(r"\D", "", printed_nip)
    with workshop.store.read() as connection:
        person_id = person_with(connection, nip)
        if person_id is None:
            raise FailureError(_unknown(nip, printed_nip, all_nips(connection)))
        nips = nips_of(connection, person_id)
        own = next((found for _, found in spells(connection, [person_id])), [])
        total = total_of(connection, person_id, year=period.year, as_of=period.as_of)
        records = explained(connection, person_id, year=period.year)
        others = other_years(connection, person_id, year=period.year)
        waiting = held(connection, person_id)
        refused = quarantined(connection, naming=nips)
        asked = in_review(connection, naming=nips)
    joiner = workshop.settings.counting.new_joiner
    standing = (
        level_of(total, on=period.on, rules=workshop.rules, new_joiner=joiner) if total else None
    )
    spell = spell_on(own, period.as_of) if own else None
    return {
        "nip": own[-1].nip if own else nip,
        "nips": nips,
        "name": own[-1].name if own else None,
        "opd": spell and spell.opd,
        "unit": spell and spell.unit,
        "employment": spell and spell.employment,
        "legal_position": spell and spell.legal_position,
        "year": period.year,
        "on": period.on.isoformat(),
        "total": _standing(standing),
        "year_rule": YEAR_RULE,
        "records": [_record(one, workshop.rules, period.as_of) for one in records],
        "other_years": {str(year): number for year, number in others.items()},
        "held": [
            asdict(one) | {"jp_before": jp_text(one.jp_before), "jp_after": jp_text(one.jp_after)}
            for one in waiting
        ],
        "quarantine": [asdict(one) for one in refused],
        "review": [asdict(one) for one in asked],
    }


def _standing(standing: Standing | None) -> Document | None:
    if standing is None:
        return None
    return {
        "jp": f"{standing.jp:.2f}",
        "minimum_jp": f"{standing.minimum_jp:.2f}",
        "shortfall_jp": f"{standing.shortfall_jp:.2f}",
        "expected_jp": f"{at_least(standing.expected_jp):.2f}",
        "level": standing.level.value,
        "reason": standing.reason,
        "citation": standing.citation,
    }


def _record(one: ExplainedRecord, rules: "Rules", as_of: date) -> Document:
    return {
        "title": one.title,
        "provider": one.provider,
        "form": one.form,
        "start_on": one.start_on and one.start_on.isoformat(),
        "end_on": one.end_on and one.end_on.isoformat(),
        "year": one.year,
        "year_from": _year_from(one),
        "jp": jp_text(one.jp),
        "certificate_number": one.certificate_number,
        "counted": one.counted,
        "reason": one.reason,
        "after_the_day": one.day is not None and one.day > as_of,
        "flags": list(one.flags),
        "evidence": [_told(told, one, rules) for told in one.told],
    }


def _year_from(one: ExplainedRecord) -> str | None:
    """Which of the rule's three ways gave the year."""
    if one.year is None:
        return None
    if one.day is not None:
        return "last_day"
    dated = any(told.printed.get("certificate_on") for told in one.told)
    return "certificate_on" if dated else "year"


def _told(told: Told, one: ExplainedRecord, rules: "Rules") -> Document:
    facts = asdict(told)
    facts["jp"] = jp_text(told.jp)
    facts["mapping"] = list(facts["mapping"])
    facts["flags"] = list(told.flags)
    facts["conversion"] = None
    if told.conversion is not None:
        form = rules.form(told.conversion, one.day or date.max)
        facts["conversion"] = {
            "code": told.conversion,
            "name": form and form.name,
            "unit": form and form.unit,
            "jp": form and form.jp and f"{form.jp:.2f}",
            "citation": form and form.citation,
        }
    return facts


def _unknown(nip: str, printed: str, known: list[str]) -> str:
    lines = [f'Tidak ada pegawai dengan NIP "{printed}" di data induk.']
    if len(nip) != 18:  # noqa: PLR2004 - a NIP has 18 digits
        lines.append(f"NIP terdiri atas 18 angka; ini {len(nip)}.")
    near = get_close_matches(nip, known, n=3, cutoff=0.9)
    if near:
        lines.append(f"Yang mirip: {', '.join(near)}")
    lines.append("Baris yang NIP-nya tidak dikenal: jampel review list")
    return "\n".join(lines)
