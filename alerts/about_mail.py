"""What can keep a digest from its reader, and what to do about it."""

from collections.abc import Callable, Iterator

from alerts.facts import Facts
from alerts.found import Found, named, one_line
from alerts.words import moment_words


def unsent(reason: str, words: str, remedy: str) -> Callable[[Facts], Iterator[Found]]:
    """Return how to find digests that did not arrive for this reason."""

    def find(facts: Facts) -> Iterator[Found]:
        for one in facts.unsent:
            if one.reason == reason:
                yield Found(
                    one.period,
                    f"{len(one.opds)} rekap periode {one.period} {words}: {named(one.opds)}.",
                    remedy,
                )

    return find


def no_recipient(facts: Facts) -> Iterator[Found]:
    """Find OPDs whose digest found nobody."""
    for one in facts.unreachable:
        if one.reason == "no_recipient":
            name = one_line(one.opd)
            yield Found(
                one.opd,
                f"{name} tidak punya kepala, atau kepalanya tidak punya alamat surel.",
                f'Isi di daftar OPD (folder data induk), atau: jampel opd head "{name}" --name '
                f'NAMA --email SUREL. Rekap yang terlewat: jampel digest --opd "{name}" --send',
            )


def address_disabled(facts: Facts) -> Iterator[Found]:
    """Find OPDs whose head's mail came back."""
    for one in facts.unreachable:
        if one.reason == "address_disabled" and one.since is not None:
            name = one_line(one.opd)
            yield Found(
                one.opd,
                f"Surel kepada {name} ({one_line(one.address)}) kembali pada "
                f"{moment_words(one.since)}: {one_line(one.said)}.",
                f'Alamat lain: jampel opd head "{name}" --email SUREL; alamat yang sama bila '
                "ternyata benar, dengan perintah yang sama. Rekap yang kembali: jampel digest "
                f'--opd "{name}" --send',
            )


def bounces(facts: Facts) -> Iterator[Found]:
    """Find out whether the mailbox of bounces cannot be read."""
    if facts.bounces_trouble is not None:
        yield Found(
            "mailbox",
            f"Kotak surel yang kembali tidak dapat dibaca: {one_line(facts.bounces_trouble)}.",
            "Periksa [bounces] di jampel.toml (host, security, username, password, folder). "
            "Dicoba lagi sendiri.",
        )
