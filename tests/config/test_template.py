"""What `jampel init` writes, and what the docs say of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from config.load import load
from config.settings import (
    AlertSettings,
    BouncesSettings,
    ConsoleSettings,
    CountingSettings,
    DigestSettings,
    HealthSettings,
    MailSettings,
    MatchSettings,
    OrganisationSettings,
    RetentionSettings,
    RosterSettings,
    RulesSettings,
    Settings,
    SourceSettings,
    StoreSettings,
    WatchSettings,
)
from config.template import render

ROOT = Path(__file__).parents[2]
SECTIONS: dict[str, type[BaseModel]] = {
    "alerts": AlertSettings,
    "console": ConsoleSettings,
    "bounces": BouncesSettings,
    "counting": CountingSettings,
    "digest": DigestSettings,
    "mail": MailSettings,
    "match": MatchSettings,
    "organisation": OrganisationSettings,
    "retention": RetentionSettings,
    "roster": RosterSettings,
    "rules": RulesSettings,
    "sources": SourceSettings,
    "store": StoreSettings,
    "health": HealthSettings,
    "watch": WatchSettings,
}


def test_what_is_written_loads_and_says_what_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "jampel.toml"
    name = 'BKPSDM "Uji" \\ $name'
    file.write_text(render(name=name, roster_path="induk/*.xlsx"), "utf-8")

    settings = load(file, {})

    assert settings.organisation.name == name
    assert settings.organisation.government == ("Pemerintah Kabupaten Serang", "Pemkab Serang")
    assert settings.roster is not None
    assert settings.resolve(settings.roster.path) == tmp_path / "induk/*.xlsx"
    assert list(settings.sources) == ["lan-ri", "banten-ceria"]
    assert settings.sources["lan-ri"].options == {
        "path": "inbox/lan/*",
        "defaults": {"provider": "LAN RI"},
    }


def test_every_setting_that_may_be_switched_on_is_known(tmp_path: Path) -> None:
    file = tmp_path / "jampel.toml"
    (tmp_path / "rules").mkdir()
    text = re.sub(r"(?m)^#(?=\S)", "", render())
    file.write_text(text, "utf-8")

    settings = load(file, {"LMS_TOKEN": "x", "SMTP_PASSWORD": "x", "LMS_PASSWORD": "x",
                           "IMAP_PASSWORD": "x"})  # fmt: skip

    assert text != render()
    assert settings.counting.pppk_cap_jp == 24
    assert settings.sources["lms"].connector == "moodle"
    assert settings.sources["lms-web"].connector == "moodle_web"
    assert settings.mail is not None
    assert settings.bounces is not None


def test_values_that_are_written_out_are_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "jampel.toml"
    file.write_text(render(), "utf-8")
    written = load(file, {})
    file.write_text("", "utf-8")
    bare = load(file, {})

    assert (written.match, written.counting, written.rules) == (
        bare.match,
        bare.counting,
        bare.rules,
    )


def test_the_sections_here_are_all_there_are() -> None:
    assert Settings.model_fields.keys() - {"base_dir"} == SECTIONS.keys()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_setting_is_documented_and_nothing_else(section: str) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    prefix = "sources.NAME" if section == "sources" else section

    documented = set(re.findall(rf"(?m)^\| `{prefix}\.(\w+)` \|", text))

    documented -= {"url"} if section != "store" else set()
    assert documented == SECTIONS[section].model_fields.keys() - {"options"}


def test_settings_load_without_the_heavy_libraries() -> None:
    code = (
        "import sys, config.load, config.rules;"
        "print([m for m in ('rich', 'polars', 'structlog', 'sqlalchemy') if m in sys.modules])"
    )

    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert shown.stdout.strip() == "[]"
