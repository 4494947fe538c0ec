"""The answers of the fake have the keys and types that a real Moodle 4.5.6 was recorded with.

The recordings are no part of the project: where they are not at hand these tests are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.testing.moodle.invented import PASSWORD, invented_site
from connectors.testing.moodle.server import Site, moodle_site
from tests.connectors.fake_moodle.calling import call
from tests.connectors.fake_moodle.test_web import log_in

RECORDINGS = Path("/work/shared/moodle-recordings")
pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recordings of a real Moodle are not on this machine"
)
OF_OTHER_FIELDS = {
    "advancedfeatures", "filters", "courseformatoptions", "contacts", "customfields",
    "conditiondata", "settingsdata", "modifiedby", "modules", "warnings",
}  # fmt: skip
"""What depends on how a site is set up, and nobody reads."""
LEFT_OUT = {
    "address", "city", "country", "institution", "showcompletionconditions", "courseimage",
    "hiddenbynumsections", "component", "itemid",
}  # fmt: skip
"""What a fetch has no use for, and the fake does not say."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    invented = invented_site(seed=2, learners=20, courses=6, completions=80)
    with moodle_site(invented.world) as running:
        yield running


def recorded(name: str) -> Any:
    return json.loads((RECORDINGS / "ws" / f"{name}.json").read_text())["answer"]


def shape(value: Any) -> Any:
    """Give keys and types: of a list, those of its most telling item."""
    match value:
        case dict():
            return {
                key: shape(one)
                for key, one in value.items()
                if key not in OF_OTHER_FIELDS | LEFT_OUT
            }
        case list():
            shapes = [shape(one) for one in value if not str(one).startswith("... ")]
            return max(shapes, key=lambda one: len(str(one)), default=None)
        case _:
            return type(value).__name__


@pytest.mark.parametrize(
    ("name", "function", "params"),
    [
        ("site_info", "core_webservice_get_site_info", {}),
        ("courses_ids", "core_course_get_courses", {"options[ids][0]": 2}),
        ("courses_missing_id", "core_course_get_courses", {"options[ids][0]": 99999}),
        ("completion_course_status_done", "core_completion_get_course_completion_status", None),
        ("customcert_list_issues_limit2", "mod_customcert_list_issues", {"limit": 2}),
        ("reportbuilder_completions_page", "core_reportbuilder_retrieve_report", {"reportid": 1}),
        ("reportbuilder_list", "core_reportbuilder_list_reports", {}),
        ("reportbuilder_view", "core_reportbuilder_view_report", {"reportid": 1}),
        ("reportbuilder_filters_reset", "core_reportbuilder_filters_reset", {"reportid": 1}),
        ("err_unknown_course", "core_enrol_get_enrolled_users", {"courseid": 9999}),
    ],
)
def test_an_answer_has_the_recorded_keys_and_types(
    site: Site, name: str, function: str, params: dict[str, object] | None
) -> None:
    if params is None:
        user, course = next(iter(site.world.completions))
        params = {"courseid": course, "userid": user}

    assert shape(call(site, function, params)) == shape(recorded(name))


def test_a_course_of_the_listing_has_the_recorded_keys_and_types(site: Site) -> None:
    answer = call(site, "core_course_get_courses_by_field", {"field": "id", "value": 2})
    real = recorded("courses_by_field_idnumber")

    assert shape(answer["courses"][0]) == shape(real["courses"][0])


def test_errors_have_the_recorded_words(site: Site) -> None:
    unknown = call(site, "core_nope")
    tokenless = call(site, "core_course_get_courses", token="x")

    assert unknown == recorded("err_unknown_function")
    assert tokenless == recorded("err_invalid_token")


def test_a_person_has_no_key_that_was_not_recorded(site: Site) -> None:
    answer = call(site, "core_enrol_get_enrolled_users", {"courseid": 2})
    keys = {key for one in answer for key in one}

    assert keys <= recorded("enrolled_default")[0].keys()


def test_downloads_have_the_recorded_headers(site: Site) -> None:
    real = {one["file"]: one for one in json.loads((RECORDINGS / "exports_meta.json").read_text())}
    with httpx.Client(base_url=site.base_url, trust_env=False) as browser:
        log_in(browser, PASSWORD)
        for file, url in (
            ("completion_report_id.csv", "/report/completion/index.php?course=2&format=csv"),
            ("reportbuilder_completions_id.csv", "/reportbuilder/download.php?id=1&download=csv"),
            ("reportbuilder_completions_id.json", "/reportbuilder/download.php?id=1&download=json"),
        ):
            answer = browser.get(url)
            assert answer.headers["content-type"] == real[file]["content_type"]
            assert answer.content[:3].hex(" ") == real[file]["first_bytes_hex"][:8]
            named = answer.headers["content-disposition"].partition("=")[0]
            assert named == real[file]["content_disposition"].partition("=")[0]
