"""Settings of mail and digests: what would let a password, or a mail at night, slip out."""

from datetime import date, time
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.holidays import load_holidays
from config.problems import ConfigError
from config.secrets import Secret
from config.settings import DigestSettings, MailSettings

LOGIN = {"username": "bangkom", "password": Secret("x")}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (LOGIN, "only sent encrypted"),
        ({"username": "bangkom", "security": "tls"}, "go together"),
        ({"password": Secret("x"), "security": "tls"}, "go together"),
        ({"unsubscribe": "http://plain.example"}, "mailto:"),
        ({"unsubscribe": "mailto:a@b.example\r\nBcc: c@d.example"}, "mailto:"),
    ],
)
def test_refuses_what_would_leak(said: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        MailSettings.model_validate({"sender": "a@b.example", **said})


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_password_may_go_encrypted(security: str) -> None:
    made = MailSettings.model_validate({"sender": "a@b.example", "security": security, **LOGIN})

    assert made.username == "bangkom"


@pytest.mark.parametrize("text", ["16:00-07:00", "07:00-07:00", "7-16", "07:00", "07:00-24:00"])
def test_refuses_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValidationError, match="07:00-16:00"):
        DigestSettings(window=text)


def test_hours_are_read() -> None:
    assert DigestSettings(window="08:30-15:00").hours == (time(8, 30), time(15))


def test_our_own_holidays_are_read() -> None:
    assert date(2026, 3, 20) in load_holidays(None).off


def test_an_admins_holidays_take_the_place_of_ours(tmp_path: Path) -> None:
    day = '[[{}]]\non = 2027-05-04\nname = "x"\ncitation = "SE Bupati"\n'
    file = tmp_path / "holidays.toml"
    file.write_text(day.format("working_day"), "utf-8")

    assert load_holidays(tmp_path).on == {date(2027, 5, 4)}
    assert load_holidays(tmp_path).off == set()

    file.write_text(day.format("holiday") + day.format("working_day"), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_holidays(tmp_path)
    assert [(one.line, one.message) for one in caught.value.problems] == [
        (6, "2027-05-04 is a holiday in this table, too")
    ]
