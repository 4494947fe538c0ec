"""What a source's own options say wrong is told with its line before anything is asked."""

from pathlib import Path

import pytest

from config.problems import ConfigError
from connectors.registry import BUILT_IN, OPTIONS
from daemon.wiring import read_settings

CONFIG = """[sources.lms]
connector = "moodle"
base_url = "lms.example"
tokn = "rahasia"
[sources.web]
connector = "moodle_web"
base_url = "https://lms.example"
username = "manajer"
pasword = { env = "PW" }
[sources.lan]
connector = "fils"
"""


def test_every_mistake_in_the_options_of_a_source_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "jampel.toml"
    path.write_text(CONFIG)

    with pytest.raises(ConfigError) as caught:
        read_settings(path, {"PW": "rahasia"})

    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems] == [
        "jampel.toml:1 sources.lms.token: is missing",
        "jampel.toml:3 sources.lms.base_url: must be an address such as https://lms.example",
        'jampel.toml:4 sources.lms.tokn: unknown key, did you mean "token"?',
        "jampel.toml:5 sources.web.password: is missing",
        'jampel.toml:9 sources.web.pasword: unknown key, did you mean "password"?',
        'jampel.toml:11 sources.lan.connector: unknown connector "fils", did you mean "files"?',
    ]


@pytest.mark.parametrize("page", ["/login/index.php", "/login", "/my/courses.php"])
def test_an_address_copied_with_its_page_is_told(tmp_path: Path, page: str) -> None:
    path = tmp_path / "jampel.toml"
    text = CONFIG.replace("https://lms.example", f"https://lms.example/lms{page}")
    path.write_text(text.replace("pasword", "password"))

    with pytest.raises(ConfigError, match=r"web\.base_url: must be the site, without a page"):
        read_settings(path, {"PW": "rahasia"})


def test_every_connector_of_ours_shows_its_options_to_the_check() -> None:
    assert OPTIONS.keys() == BUILT_IN.keys() - {"memory"}  # it is for tests, and has none
