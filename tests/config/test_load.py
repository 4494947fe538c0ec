"""From a file and the environment to settings, or to everything that is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from config.load import load
from config.problems import ConfigError
from config.settings import Settings


class FilesOptions(BaseModel):
    """Stands for the options of a connector."""

    model_config = ConfigDict(extra="forbid")
    path: str
    settle: int = 5
    token: SecretStr | None = None


MODELS: dict[str, type[BaseModel]] = {"files": FilesOptions}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "jampel.toml"


def settings(file: Path, text: str, **env: str) -> Settings:
    file.write_text(text, "utf-8")
    return load(file, env, MODELS)


def problems(file: Path, text: str, **env: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        settings(file, text, **env)
    return [str(problem).replace(f"{file.parent}/", "") for problem in caught.value.problems]


def test_an_empty_file_is_a_valid_configuration(file: Path) -> None:
    loaded = settings(file, "")

    assert loaded.organisation.timezone == "Asia/Jakarta"
    assert loaded.store_url == f"sqlite:///{file.parent}/jampel.db"
    assert loaded.sources == {}


def test_what_config_does_not_know_of_a_source_is_left_to_its_connector(file: Path) -> None:
    text = '[sources.lan-ri]\nconnector = "files"\npath = "inbox/*"\nstale_after = "2d"\n'

    source = settings(file, text).sources["lan-ri"]

    assert source.options == {"path": "inbox/*"}
    assert source.stale_after == timedelta(days=2)
    assert (source.schedule, source.priority, source.jam) == ("0 * * * *", 50, "jp")


def test_every_error_is_told_at_once_with_its_line(file: Path) -> None:
    text = """\
[organisation]
timezone = "Asia/Jakrta"
[stor]
[sources.lan-ri]
connector = "files"
path = "x"
schedul = "0 * * * *"
priority = "high"
setle = 3
[sources.Bad_Name]
connector = "fils"
[sources.roster]
connector = "files"
path = "x"
schedule = "99 * * * *"
jam = "clok"
[mail]
port = 25
"""

    assert problems(file, text) == [
        (
            'jampel.toml:2 organisation.timezone: unknown timezone "Asia/Jakrta",'
            ' did you mean "Asia/Jakarta"?'
        ),
        'jampel.toml:3 stor: unknown key, did you mean "store"?',
        'jampel.toml:7 sources.lan-ri.schedul: unknown key, did you mean "schedule"?',
        (
            "jampel.toml:8 sources.lan-ri.priority: must be a valid integer,"
            " unable to parse string as an integer"
        ),
        'jampel.toml:9 sources.lan-ri.setle: unknown key, did you mean "settle"?',
        (
            "jampel.toml:10 sources.Bad_Name: a source's name has small letters, digits and single"
            " dashes only, at most 40"
        ),
        (
            'jampel.toml:11 sources.Bad_Name.connector: unknown connector "fils",'
            ' did you mean "files"?'
        ),
        "jampel.toml:12 sources.roster: this name is reserved: a source must be called otherwise",
        'jampel.toml:15 sources.roster.schedule: "99" is no minute of a schedule (0 to 59)',
        'jampel.toml:16 sources.roster.jam: must be "jp" or "clock", did you mean "clock"?',
        "jampel.toml:17 mail.sender: is missing",
    ]


def test_a_misspelt_required_name_is_told_beside_what_is_missing(file: Path) -> None:
    text = "[sources.lan]\npath = 'x'\nconector = 'files'\n"

    assert problems(file, text) == [
        "jampel.toml:1 sources.lan.connector: is missing",
        'jampel.toml:3 sources.lan.conector: unknown key, did you mean "connector"?',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = [\n", "jampel.toml:2: not TOML: invalid value at the end of the file"),
        ("a = 1\na = 2\n", "jampel.toml:2: this key is said twice in its table: keep one of them"),
        (
            "[sources.lan]\n[mail]\n[sources.lan]\n",
            "jampel.toml:3 sources.lan: this table stands here twice: keep one of them",
        ),
        ("[sources.lan]\ncollected = 'x'\n", "jampel.toml:1 sources.lan.connector: is missing"),
        ("base_dir = 'x'\n", "jampel.toml:1 base_dir: unknown key"),
        ("[sources]\nx = 5\n", "jampel.toml:2 sources.x: must be a table"),
        ("store = 5\n", "jampel.toml:1 store: must be a table"),
        (
            "[organisation]\ngovernment = 'Pemkab'\n",
            "jampel.toml:2 organisation.government: must be a list",
        ),
        ("[store]\nurl = 'mysql://x'\n", "jampel.toml:2 store.url: must be sqlite:///FILE or"),
        ("[rules]\npath = 'none'\n", "none: there is no such folder of rules"),
        ("[watch]\nping = 'ftp://x'\n", "jampel.toml:2 watch.ping: must be an http:// or"),
        (
            "[mail]\nsender = 'a@b.example'\nadmins = ['x@y.example', 'Admin <z@y.example>']\n",
            'jampel.toml:3 mail.admins.1: "Admin <z@y.example>" is no mail address like',
        ),
        ("[mail]\nsender = 'nobody'\n", "jampel.toml:2 mail.sender: a sender is written like"),
        (
            "[sources.a]\nconnector='files'\npath='x'\nstale_after='soon'\n",
            "jampel.toml:4 sources.a.stale_after: a length of time is written like",
        ),
    ],
)
def test_each_mistake_is_named(file: Path, text: str, expected: str) -> None:
    (found,) = problems(file, text)

    assert found.startswith(expected)


def test_a_file_that_is_missing_or_no_text_is_one_problem(file: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(file, {})
    file.write_bytes(b"# ok\nname = '\xff'\n")
    with pytest.raises(ConfigError, match=r"jampel\.toml:2: is not UTF-8"):
        load(file, {})


def test_a_file_of_windows_notepad_is_read(file: Path) -> None:
    file.write_bytes("\ufeff[organisation]\r\nname = 'Dinas'\r\n".encode())

    assert load(file, {}).organisation.name == "Dinas"


def test_the_environment_wins_over_the_file(file: Path) -> None:
    text = '[store]\nurl = "sqlite:///a.db"\n[sources.lan-ri]\nconnector = "files"\npath = "x"\n'

    loaded = settings(
        file,
        text,
        JAMPEL_STORE__URL="postgresql://u:secret@h/db",
        JAMPEL_SOURCES__LAN_RI__PRIORITY="7",
        JAMPEL_ORGANISATION__GOVERNMENT='["Pemkab A"]',
        JAMPEL_CONFIG="ignored.toml",
    )

    assert loaded.store_url == "postgresql+psycopg://u:secret@h/db"
    assert loaded.sources["lan-ri"].priority == 7
    assert loaded.organisation.government == ("Pemkab A",)


def test_the_environment_may_name_a_file(file: Path) -> None:
    (file.parent / "url").write_text("sqlite:////srv/x.db\n", "utf-8")

    assert settings(file, "", JAMPEL_STORE__URL_FILE="url").store_url == "sqlite:////srv/x.db"


def test_errors_of_the_environment_name_the_variable(file: Path) -> None:
    found = problems(
        file,
        "[store]\n",
        JAMPEL_STORE__URI="x",
        JAMPEL_MAIL__PORT_FILE="gone",
        JAMPEL_STORE__URL="sqlite:///x",
        JAMPEL_STORE__URL_FILE="y",
    )

    assert found == [
        "JAMPEL_MAIL__PORT_FILE: cannot read gone: No such file or directory",
        'JAMPEL_STORE__URI store.uri: unknown key, did you mean "url"?',
        "JAMPEL_STORE__URL_FILE: JAMPEL_STORE__URL is set too: keep one of them",
    ]


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("sqlite:///a/b.db?x=1", "sqlite:///{base}/a/b.db?x=1"),
        ("sqlite:////srv/b.db", "sqlite:////srv/b.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql+psycopg://h/db", "postgresql+psycopg://h/db"),
    ],
)
def test_a_relative_store_lies_beside_the_file(file: Path, url: str, absolute: str) -> None:
    loaded = settings(file, f'[store]\nurl = "{url}"\n')

    assert loaded.store_url == absolute.format(base=file.parent)


def test_a_rule_table_of_an_admin_is_checked_with_the_rest(file: Path) -> None:
    (file.parent / "rules").mkdir()
    (file.parent / "rules" / "exemptions.toml").write_text("[[exemption]]\ncode = '02'\n", "utf-8")

    found = problems(file, "[rules]\npath = 'rules'\n[console]\nport = 0\n")

    assert found == [
        "jampel.toml:4 console.port: must be greater than or equal to 1",
        "rules/exemptions.toml:1 exemption.0.citation: is missing",
        "rules/exemptions.toml:1 exemption.0.from: is missing",
        "rules/exemptions.toml:1 exemption.0.reason: is missing",
    ]
