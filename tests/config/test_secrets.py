"""Secrets come from elsewhere and never show themselves."""

from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr, TypeAdapter

from config.load import load
from config.problems import ConfigError
from config.secrets import Secret
from config.settings import Settings

CANARY = "kenari-7391"


class RestOptions(BaseModel):
    """Options of a connector with secrets at two depths."""

    token: SecretStr
    login: dict[str, SecretStr | str | dict[str, SecretStr | str]] = {}


def settings(folder: Path, text: str, **env: str) -> Settings:
    (folder / "jampel.toml").write_text(text, "utf-8")
    return load(folder / "jampel.toml", env, {"rest": RestOptions})


def problems(folder: Path, text: str, **env: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        settings(folder, text, **env)
    return [str(p).replace(f"{folder}/", "") for p in caught.value.problems]


SOURCE = """\
[sources.lan]
connector = "rest"
token = { env = "TOKEN" }
login = { path = "/in", fields = { username = "u", password = { file = "pw" } } }
"""


def test_a_secret_is_found_at_any_depth_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text(f"{CANARY}\n", "utf-8")

    loaded = settings(
        tmp_path, SOURCE, TOKEN=CANARY, JAMPEL_STORE__URL=f"postgresql://u:{CANARY}@h/d"
    )

    options = loaded.sources["lan"].options
    assert options["token"].get_secret_value() == CANARY
    assert options["login"]["fields"]["password"].get_secret_value() == CANARY
    assert options["login"]["fields"]["username"] == "u"
    for shown in (repr(loaded), str(loaded), str(options), f"{options['token']}"):
        assert CANARY not in shown
    assert repr(options["token"]) == str(options["token"]) == "***"


def test_a_connector_may_declare_pydantics_secret() -> None:
    secret = TypeAdapter(SecretStr).validate_python(Secret(CANARY))

    assert secret.get_secret_value() == CANARY
    assert CANARY not in repr(secret)


def test_secrets_that_are_missing_are_told_with_all_other_errors(tmp_path: Path) -> None:
    assert problems(tmp_path, SOURCE + "priority = 'x'\n") == [
        "jampel.toml:3 sources.lan.token: environment variable TOKEN is not set",
        (
            "jampel.toml:4 sources.lan.login.fields.password: cannot read pw:"
            " No such file or directory"
        ),
        (
            "jampel.toml:5 sources.lan.priority: must be a valid integer,"
            " unable to parse string as an integer"
        ),
    ]


def test_an_empty_secret_is_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("\n", "utf-8")

    assert problems(tmp_path, SOURCE, TOKEN="") == [
        "jampel.toml:3 sources.lan.token: environment variable TOKEN is empty",
        "jampel.toml:4 sources.lan.login.fields.password: pw is empty",
    ]


@pytest.mark.parametrize(
    "line",
    [
        f'password = "{CANARY}"',
        f'api_key = "{CANARY}"',
        f'auth = {{ kind = "bearer", token = "{CANARY}" }}',
        f'login = {{ fields = {{ Client-Secret = "{CANARY}" }} }}',
        f'base_url = "https://u:{CANARY}@host/"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    (tmp_path / "jampel.toml").write_text(f'[sources.a]\nconnector = "rest"\n{line}\n', "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "jampel.toml", {})

    (problem,) = caught.value.problems
    assert problem.line == 3
    assert '{ env = "NAME" }' in problem.message
    assert CANARY not in str(problem)


def test_a_setting_that_only_speaks_of_tokens_is_no_secret(tmp_path: Path) -> None:
    text = '[sources.a]\nconnector = "x"\npaging = { kind = "cursor", param = "token" }\n'
    (tmp_path / "jampel.toml").write_text(text, "utf-8")

    assert load(tmp_path / "jampel.toml", {}).sources["a"].options["paging"]["param"] == "token"


def test_the_environment_replaces_a_secret_that_is_not_set(tmp_path: Path) -> None:
    text = '[sources.lan]\nconnector = "rest"\ntoken = { env = "TOKEN" }\n'

    loaded = settings(tmp_path, text, JAMPEL_SOURCES__LAN__TOKEN=CANARY)

    assert loaded.sources["lan"].options["token"].get_secret_value() == CANARY
    assert CANARY not in repr(loaded.sources["lan"].options)


def test_a_plain_setting_may_come_from_the_environment_by_name(tmp_path: Path) -> None:
    text = (
        '[mail]\nsender = "a@b.example"\nhost = { env = "SMTP" }\nsecurity = "tls"\n'
        'username = "bangkom"\npassword = { env = "PW" }\n'
    )

    mail = settings(tmp_path, text, SMTP="mail.example", PW=CANARY).mail

    assert mail is not None
    assert mail.host == "mail.example"
    assert mail.password is not None
    assert mail.password.get_secret_value() == CANARY
