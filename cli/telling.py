"""The explanation of one person's year in words."""

from collections.abc import Iterator
from typing import Any

from cli.printing import printable
from cli.quarantine import REASONS as UNREADABLE
from cli.review import REASONS as UNMATCHED
from cli.words import LEVELS

Document = dict[str, Any]

REASONS = {
    "not_completed": "belum selesai atau tidak lulus",
    "withdrawn": "ditarik kembali oleh sumbernya",
    "rejected": "ditolak petugas",
}
YEARS_FROM = {
    "last_day": "dari hari terakhirnya",
    "certificate_on": "dari tanggal sertifikat",
    "year": "dari kolom Tahun",
}
MATCHES = {
    "nip": "NIP ada di data induk",
    "nip_repaired": "NIP rusak oleh Excel, satu-satunya calon dengan nama yang sama",
    "email": "alamat surel yang hanya dimiliki satu pegawai",
    "nip_and_like_name": "NIP ada di data induk, nama cukup mirip",
    "name_and_opd": "nama dan OPD, satu-satunya calon",
    "decision": "keputusan petugas",
}
FLAGS = {
    "nip_repaired": "NIP diperbaiki",
    "converted": "JP dari tabel konversi",
    "jp_differs": "sumber menyebut JP yang berbeda",
    "overlap": "tanggalnya bertumpuk dengan pelatihan lain",
    "corrected": "dikoreksi oleh sumbernya",
    "unlisted": "tidak lagi ada di daftar sumber",
    "held": "perubahannya ditahan",
    "merged_by_title": "digabung karena judulnya sama",
    "certificate_number_repeated": "nomor sertifikat berulang",
}
UNITS = {"programme": "program", "day": "hari", "time": "kali", "semester": "semester"}


def lines_of(document: Document) -> Iterator[str]:
    """Yield the lines, from the person to the last row."""
    yield f"{printable(document['name'])} · NIP {document['nip']}"
    former = [nip for nip in document["nips"] if nip != document["nip"]]
    if former:
        yield f"NIP lain: {', '.join(former)}"
    employment = printable(document["employment"]).upper().replace("_", " ")
    yield f"{printable(document['opd'])} · {employment}"
    yield from _total(document)
    if not document["records"]:
        yield f"Tidak ada catatan pelatihan pada tahun {document['year']}."
    for at, record in enumerate(document["records"], start=1):
        yield ""
        yield from _record(at, record)
    yield from _waiting(document)
    if document["other_years"]:
        years = ", ".join(f"{year} ({n})" for year, n in document["other_years"].items())
        yield f"\nCatatan di tahun lain: {years}. Lihat dengan --year TAHUN."


def _total(document: Document) -> Iterator[str]:
    total = document["total"]
    if total is None:
        yield f"Tidak tercatat di data induk pada tahun {document['year']}."
        return
    yield (
        f"Tahun {document['year']}: {_comma(total['jp'])} JP dari minimal "
        f"{_comma(total['minimum_jp'])} · "
        f"{LEVELS[total['level']]}"
    )
    yield f"  {printable(total['reason'])}"
    yield f"  Dasar: {printable(total['citation'])}"
    yield f"  {document['year_rule']}"


def _record(at: int, record: Document) -> Iterator[str]:
    yield f"{at}. {printable(record['title'])}"
    days = " s.d. ".join(record[k] for k in ("start_on", "end_on") if record[k])
    provider, number = printable(record["provider"]), printable(record["certificate_number"])
    yield f"   {days or 'tanpa tanggal'} · {provider} · No. {number}"
    yield f"   {_verdict(record)}"
    if record["flags"]:
        yield f"   Catatan: {'; '.join(FLAGS.get(f, f) for f in record['flags'])}"
    for told in record["evidence"]:
        yield from _told(told)


def _verdict(record: Document) -> str:
    jp = _comma(record["jp"] or "0.00")
    if not record["counted"]:
        return f"TIDAK DIHITUNG: {REASONS.get(record['reason'], printable(record['reason']))}"
    if record["after_the_day"]:
        return f"{jp} JP, belum dihitung pada hari yang diminta"
    return f"{jp} JP, dihitung pada tahun {record['year']} {YEARS_FROM[record['year_from']]}"


def _fixed(field: str, printed: str | None, fix: Document) -> Iterator[str]:
    """What a person said a cell means; told, too, where the source now says something else."""
    yield f"       {field} = {printable(fix['value'])} (diperbaiki petugas)"
    if printed != fix["printed_then"]:
        then, now = printable(fix["printed_then"]), printable(printed)
        yield f"       ! dulu tertulis {then}, kini {now}: perbaikan petugas tetap berlaku"


def _where(column: Document | None) -> str:
    """The heading under which it stood, or that the configuration said it."""
    if column is None:
        return ""
    if column["reason"] == "defaults":
        return " (bawaan sumber di konfigurasi)"
    own = " menurut konfigurasi" if column["reason"] == "columns" else ""
    return f" (kolom “{printable(column['heading'])}”{own})"


def _told(told: Document) -> Iterator[str]:
    yield f"   ← {told['source']}: {printable(told['page'])}, {printable(told['locator'])}"
    headings = {column["field"]: column for column in told["mapping"]}
    fixed = told["printed"].get("fixed", {})
    for field, value in told["printed"].items():
        if field in fixed:
            yield from _fixed(field, value, fixed[field])
        if value is None or field == "fixed":
            continue
        column = headings.get(field)
        yield f"       {field} = {printable(value)}{_where(column)}"
    yield f"       pegawai: {MATCHES.get(told['matched_by'], printable(told['matched_by']))}"
    form = told["conversion"]
    if form:
        unit = UNITS.get(form["unit"], form["unit"])
        worth = f"{_comma(form['jp'])} JP per {unit}" if form["jp"] else f"per {unit}"
        yield f"       konversi: {printable(form['name'])}, {worth} ({printable(form['citation'])})"


def _waiting(document: Document) -> Iterator[str]:
    if document["held"] or document["quarantine"] or document["review"]:
        yield "\nMenunggu keputusan:"
    for change in document["held"]:
        yield (
            f"  - {printable(change['title'])}: {_comma(change['jp_before'])} → "
            f"{_comma(change['jp_after'])} JP "
            f"ditahan; jampel approve {change['run_id']} atau jampel reject {change['run_id']}"
        )
    for row in document["review"]:
        place = f"{printable(row['page'])}, {printable(row['locator'])}"
        why = UNMATCHED.get(row["reason"], printable(row["reason"]))
        yield f"  - verifikasi {row['id']} ({why}): {place}; jampel review list"
    for row in document["quarantine"]:
        place = f"{printable(row['page'])}, {printable(row['locator'])}"
        why = UNREADABLE.get(row["reason"], printable(row["reason"]))
        yield (
            f"  - karantina {row['id']} ({why}; {row['field']} = "
            f"{printable(row['value'] or '(kosong)')}): {place}; jampel quarantine list"
        )


def _comma(jp: str) -> str:
    """JP as Indonesian people write them."""
    return jp.replace(".", ",")
