"""The mail as text and HTML: what it says, and what foreign text cannot do to it."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from alerts.levels import Level
from digest.render import COLUMNS, render
from digest.values import Digest, Freshness, Rendered, month_of
from models.views.opds import OpdRow
from tests.builders import nip_of
from tests.digest.examples import MADE_AT, fall, full_digest, line

OURS = "BKPSDM Kabupaten Serang"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "Diklat\r\nBcc: semua@serang.example",
    "Pelatihan 🎓 digital",
    "Diklat \u202elatah\u202c \u2066x",
    "شهادة تدريب",
    "\x00\x1b[31mmerah\x07",
]


def mail(digest: Digest) -> Rendered:
    return render(digest, OURS)


def hostile(text: str) -> Digest:
    """Text of strangers in each place that it can reach."""
    return full_digest(
        opd=OpdRow(1, text, text), falls=(fall(1, text),), newly=(line(1, name=text),)
    )  # fmt: skip


def test_one_sentence_comes_first() -> None:
    sentence = (
        "Dari 169 pegawai Dinas Kesehatan, 5 berisiko tidak mencapai batas minimal jam "
        "pelajaran (JP) tahun 2026."
    )
    made = mail(full_digest())

    assert " ".join(made.text.split()).startswith(sentence)
    assert HTMLParser(made.html).css("p")[0].text() == sentence
    assert made.subject == "Rekap JP November 2026: 5 dari 169 pegawai berisiko (Dinas Kesehatan)"


PARTS = (
    "Baru berisiko sejak rekap terakhir (1)",
    "Masih berisiko: kritis (3)",
    "Masih berisiko: tertinggal (1)",
    "Terpenuhi sejak rekap terakhir (1)",
    "Dikoreksi atau dicabut sejak rekap terakhir (1)",
    "Yang perlu dilakukan",
    "Kesegaran data",
)


def test_text_and_html_have_the_same_parts_in_this_order() -> None:
    made = mail(full_digest())

    assert [node.text() for node in HTMLParser(made.html).css("h2")] == list(PARTS)
    places = [made.text.index(f"{part.upper()}\n---") for part in PARTS]
    assert places == sorted(places)


def test_nobody_is_called_new_in_a_first_digest() -> None:
    made = mail(full_digest(first=True, newly=(), met=(), falls=()))

    assert "KRITIS (3)" in made.text
    assert "rekap terakhir" not in made.html


def test_says_that_data_are_old_and_whose() -> None:
    made = mail(full_digest())
    fresh = mail(full_digest(sources=()))

    assert "PERHATIAN: sebagian data sudah lama tidak diperbarui (lan-baru)" in made.text
    assert "lan-ri: data per 2 November 2026 pukul 07.30 WIB\n" in made.text
    assert "lan-baru: belum pernah terbaca (SUDAH LAMA)" in made.text
    assert "Perhatian" in made.html
    assert "Perhatian" not in fresh.html


def test_says_that_data_wait_for_a_person() -> None:
    made = mail(full_digest(sources=(Freshness("lan-ri", MADE_AT, stale=False, held=True),)))

    assert "PERHATIAN: sebagian data masih diperiksa petugas (lan-ri)." in made.text


def test_january_speaks_of_what_is_over() -> None:
    missed = full_digest(month=month_of(date(2027, 1, 4)), newly=(), still=(line(1, Level.MISSED),))
    made = mail(missed)

    assert "1 tidak mencapai batas minimal" in " ".join(made.text.split())
    assert "Daftarkan" not in made.text


def test_hundreds_at_risk_are_cut_and_counted() -> None:
    made = mail(full_digest(still=tuple(line(n) for n in range(700))))

    assert "… dan 680 pegawai lagi dalam lampiran." in made.text
    assert len(made.html) < 100_000, "Gmail cuts a longer mail"


def test_no_full_nip_and_no_birth_date() -> None:
    made = mail(full_digest())
    said = made.subject + made.html + made.text

    assert "1985••••••••••1002" in said
    assert not re.search(r"\d{8}", re.sub(r"#[0-9a-f]{6}", "", said))
    assert nip_of(1) not in said


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    made = mail(hostile(text))
    tree = HTMLParser(made.html)

    assert not tree.css("script, img")
    assert "49" not in made.text.replace(text, "")
    assert not _unseen(made.subject + made.text + made.html)
    headers = EmailMessage(policy=SMTP)
    headers["Subject"] = made.subject
    assert "Bcc" not in headers


@given(st.text(max_size=300))
def test_any_foreign_text_is_shown_and_steers_nothing(text: str) -> None:
    made = mail(hostile(text))
    plain, strange = HTMLParser(mail(hostile("x")).html), HTMLParser(made.html)

    assert not _unseen(made.subject + made.text + made.html)
    assert [n.tag for n in strange.css("*")] == [n.tag for n in plain.css("*")]


def _unseen(text: str) -> set[str]:
    """What could steer a screen; the isolates are our own, in pairs."""
    found = {c for c in text if unicodedata.category(c) in {"Cc", "Cf"}} - {"\n"}
    assert text.count("\u2068") == text.count("\u2069")
    return found - {"\u2068", "\u2069"}


def test_right_to_left_text_is_kept_apart_in_plain_text() -> None:
    assert "\u2068شهادة تدريب\u2069" in mail(hostile("شهادة تدريب")).text


def test_titles_of_ten_thousand_letters_are_cut() -> None:
    made = mail(full_digest(falls=(fall(1, "Diklat " * 1500),)))

    assert "…" in made.text
    assert made.text.count("Diklat") < 20


@pytest.mark.parametrize("text", ["Dinas Kesehatan", "W" * 500, "Diklat panjang " * 40])
def test_text_fits_72_columns(text: str) -> None:
    assert max(map(len, mail(hostile(text)).text.splitlines())) <= COLUMNS


def test_text_alone_is_as_it_was_accepted() -> None:
    lines = mail(full_digest()).text.splitlines()

    assert lines[3:11] == [
        "PERHATIAN: sebagian data sudah lama tidak diperbarui (lan-baru).",
        "Pelatihan yang baru mungkin belum terhitung.",
        "",
        "BARU BERISIKO SEJAK REKAP TERAKHIR (1)",
        "--------------------------------------",
        "",
        "- Siti Rahayu 1 (1985••••••••••1002)",
        "  Kritis: 0,00 dari 20,00 JP, kurang 20,00 JP; sebelumnya sesuai jadwal",
    ]


def test_html_needs_no_image_no_script_and_no_network() -> None:
    tree = HTMLParser(mail(full_digest()).html)

    assert len(tree.css('html[lang="id"]')) == 1
    assert len(tree.css('meta[name="color-scheme"][content="light dark"]')) == 1
    assert not tree.css("img, script, link, form, [src], [href], [background]")
    assert not re.search(r"url\(|@import", tree.html or "")


def test_what_outlook_needs_stands_in_the_elements() -> None:
    tree = HTMLParser(mail(full_digest()).html)

    assert all("style" in node.attributes for node in tree.css("h1, h2, .inside, .bar"))
    assert len(tree.css('.bar[width$="%"]')) == len(tree.css(".bar")) > 0
    assert all(
        node.attributes.get("role") == "presentation" for node in tree.css("table:not(.list)")
    )


def test_no_meaning_by_colour_alone() -> None:
    rows = [
        " ".join(node.text().split())
        for node in HTMLParser(mail(full_digest()).html).css("tr")
        if node.css(".label")
    ]

    assert "Kritis 12 (7%)" in rows[-5:][0]
    assert "Dikecualikan 2 (1%)" in rows[-1]


def test_equal_digests_are_equal_mails() -> None:
    assert mail(full_digest()) == mail(replace(full_digest()))
