"""Addresses, JSON and masking by themselves."""

import pytest

from connectors.errors import SourceChangedError, SourceError, SourceUnavailableError
from connectors.http.address import allowed
from connectors.http.answer import Answer, media_type_of
from connectors.http.masking import Mask
from connectors.http.strict_json import parse


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("8.8.8.8", True, True),
        ("2404:6800:4003::1", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("10.1.2.3", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("64:ff9b::a00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("64:ff9b::808:808", True, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 - judged, not bound
        ("::", False, False),
    ],
)
def test_judges_an_address(address: str, *, public: bool, private: bool) -> None:
    assert allowed(address, private_network=False) is public
    assert allowed(address, private_network=True) is private


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"a": NaN}', SourceChangedError),
        ("[Infinity]", SourceChangedError),
        ("[1e999]", SourceChangedError),
        (f"[{'9' * 5000}]", SourceChangedError),
        ('{"a": 1, "a": 2}', SourceChangedError),
        ("[" * 10_000 + "]" * 10_000, SourceChangedError),
        ("[1,, 2]", SourceChangedError),
        ('{"a": [1, 2', SourceUnavailableError),
        ('{"a": "tex', SourceUnavailableError),
        ("", SourceUnavailableError),
    ],
)
def test_refuses_json_beyond_the_standard(text: str, error: type[SourceError]) -> None:
    with pytest.raises(error):
        parse(text)


def test_masks_a_secret_in_every_form_it_travels_in() -> None:
    mask = Mask(["p@ss word"])

    assert mask.text("p@ss word p%40ss%20word p%40ss+word") == "*** *** ***"
    assert mask.url("https://u:x@h/p?sesskey=a1&id=3#f") == "https://h/p?sesskey=***&id=3"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Æ".encode(), "iso-8859-1", "Æ"),
        (b"\xc6", "iso-8859-1", "Æ"),
        (b"\xc6", "no-such", "Æ"),
        ("\ufeffa".encode("utf-16"), None, "a"),
    ],
)
def test_bytes_say_more_than_a_header(body: bytes, charset: str | None, text: str) -> None:
    assert Answer(200, "", {}, body, "text/html", charset).text().lstrip("\ufeff") == text


def test_takes_a_content_type_apart() -> None:
    assert media_type_of('Text/HTML; Charset="UTF-8"') == ("text/html", "UTF-8")
