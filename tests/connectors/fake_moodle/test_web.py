"""The pages and downloads of the fake, for who logs in with a name and a password."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from connectors.testing.moodle.downloads import SYSTEM_REPORT
from connectors.testing.moodle.invented import NOW, PASSWORD, Invented, invented_site
from connectors.testing.moodle.server import Site, moodle_site

SEE_OTHER = httpx.codes.SEE_OTHER


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=4, learners=20, courses=6, completions=60)


@pytest.fixture
def site(invented: Invented) -> Iterator[Site]:
    with moodle_site(invented.world) as running:
        yield running


@pytest.fixture
def browser(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.base_url, trust_env=False) as client:
        yield client


def log_in(browser: httpx.Client, password: str = PASSWORD, token: str = "") -> httpx.Response:
    form = browser.get("/login/index.php").text
    found = re.search(r'name="logintoken" value="(\w+)"', form)
    assert found
    data = {"username": "manajer", "password": password, "logintoken": token or found[1]}
    return browser.post("/login/index.php", data={**data, "anchor": ""})


def sesskey(browser: httpx.Client) -> str:
    found = re.search(r'"sesskey":"(\w+)"', browser.get("/").text)
    assert found
    return found[1]


def rows(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def ajax(browser: httpx.Client, method: str, key: str, **args: object) -> Any:
    called = [{"index": 0, "methodname": method, "args": args}]
    return browser.post(f"/lib/ajax/service.php?sesskey={key}", content=json.dumps(called)).json()[
        0
    ]


def test_a_login_gives_a_new_cookie_and_a_test_of_it(site: Site, browser: httpx.Client) -> None:
    before = browser.get("/login/index.php").cookies["MoodleSession"]
    answer = log_in(browser)
    tested = browser.get(answer.headers["location"])

    assert answer.status_code == tested.status_code == SEE_OTHER
    assert "?testsession=" in answer.headers["location"]
    assert answer.cookies["MoodleSession"] != before
    assert tested.headers["location"] == f"{site.base_url}/"
    assert '"userId":3' in browser.get("/").text


@pytest.mark.parametrize(("password", "token"), [("salah", ""), (PASSWORD, "bukan")])
def test_a_wrong_password_and_a_wrong_logintoken_look_the_same(
    browser: httpx.Client, password: str, token: str
) -> None:
    answer = log_in(browser, password, token)

    assert answer.headers["location"].endswith("/login/index.php?loginredirect=1")
    assert "alert alert-danger" in browser.get("/login/index.php?loginredirect=1").text


@pytest.mark.parametrize(
    "path",
    ["/report/completion/index.php?course=2&format=csv", "/reportbuilder/download.php?id=1"],
)
def test_a_session_that_is_over_sends_downloads_to_the_login(
    site: Site, browser: httpx.Client, path: str
) -> None:
    log_in(browser)
    assert browser.get("/").status_code == httpx.codes.OK
    site.expire_sessions()

    answer = browser.get(path)

    assert answer.status_code == SEE_OTHER
    assert answer.headers["location"] == f"{site.base_url}/login/index.php"


def test_the_completion_csv_has_every_learner_and_time_to_the_second(
    browser: httpx.Client, invented: Invented
) -> None:
    log_in(browser)
    answer = browser.get("/report/completion/index.php?course=2&format=csv&sifirst=&silast=")

    table = rows(answer)
    assert answer.headers["content-type"] == "application/download"
    assert answer.content.startswith(b"ID,Nama,")
    assert table[0][-1] == "Kursus selesai"
    days = {int(row[0]): row[-1][:10] for row in table[1:]}
    assert days == {
        one.user: one.completed_on.isoformat() for one in invented.truth if one.course == 2
    }


def test_excelcsv_begins_with_a_bom_and_lang_stays_for_the_session(browser: httpx.Client) -> None:
    log_in(browser)
    english = browser.get("/report/completion/index.php?course=2&format=excelcsv&lang=en")
    later = browser.get("/report/completion/index.php?course=2&format=csv")

    assert english.content.startswith(b"\xef\xbb\xbfID,Name,")
    assert later.content.startswith(b"ID,Name,")


def test_a_clicked_letter_cuts_the_csv_until_an_empty_one_undoes_it(
    browser: httpx.Client, invented: Invented
) -> None:
    log_in(browser)
    url = "/report/completion/index.php?course=2&format=csv"
    whole = rows(browser.get(url))
    letter = invented.world.users[int(whole[1][0])].firstname[0]

    browser.get(f"/report/completion/index.php?course=2&sifirst={letter}")
    cut = rows(browser.get(url))
    still = rows(browser.get(f"{url}&sifirst=all"))
    undone = rows(browser.get(f"{url}&sifirst=&silast="))

    assert len(cut) < len(whole)
    assert still == cut
    assert undone == whole


def test_only_active_enrolments_are_in_the_csv(browser: httpx.Client, invented: Invented) -> None:
    world, course = invented.world, invented.world.courses[2]
    first, second, *_ = (world.users[one.user] for one in invented.truth if one.course == 2)
    world.unenrol(first, course)
    world.suspend_enrolment(second, course)
    log_in(browser)

    table = rows(browser.get("/report/completion/index.php?course=2&format=csv"))

    assert {str(first.id), str(second.id)}.isdisjoint({row[0] for row in table})


def test_what_has_no_csv_is_a_page_of_status_404(site: Site, browser: httpx.Client) -> None:
    bare = site.world.add_course("TANPA", "Tanpa Kriteria", criteria=False)
    log_in(browser)

    for course in (bare.id, 9999):
        answer = browser.get(f"/report/completion/index.php?course={course}&format=csv")
        assert answer.status_code == httpx.codes.NOT_FOUND
        assert answer.headers["content-type"].startswith("text/html")


def test_a_report_is_downloaded_without_links_through_the_filter_of_the_account(
    browser: httpx.Client, invented: Invented
) -> None:
    log_in(browser)
    key = sesskey(browser)
    url = f"/reportbuilder/download.php?id={invented.report}&download=csv&sesskey={key}"
    since = sorted(invented.world.completions.values())[-5]
    values = {"completion:timecompleted_operator": 3, "completion:timecompleted_from": since}

    whole = rows(browser.get(url))
    filters = {"reportid": invented.report, "values": json.dumps(values)}
    assert ajax(browser, "core_reportbuilder_set_filters", key, **filters)["data"] is True
    short = rows(browser.get(url))

    assert len(whole) == 61
    assert len(short) == 6
    assert not [cell for row in whole for cell in row if "<a" in cell]


def test_ajax_takes_few_functions_and_only_of_a_living_session(
    site: Site, browser: httpx.Client
) -> None:
    log_in(browser)
    key = sesskey(browser)

    def code(method: str, key: str) -> str:
        return str(ajax(browser, method, key)["exception"]["errorcode"])

    courses = ajax(browser, "core_course_get_courses", key)["data"]
    assert courses[1]["idnumber"] == "DKL-2026-001"
    assert ajax(browser, "mod_customcert_list_issues", key, limit=500)["data"]
    assert code("core_reportbuilder_retrieve_report", key) == "servicenotavailable"
    assert code("core_course_get_courses", "salah") == "invalidsesskey"
    site.expire_sessions()
    assert code("core_course_get_courses", key) == "servicerequireslogin"


def test_certificates_are_downloaded_by_both_plugins(
    browser: httpx.Client, invented: Invented
) -> None:
    log_in(browser)
    world = invented.world
    custom = next(one for one in world.courses.values() if one.customcert)
    tool = next(one for one in world.courses.values() if one.template)

    def codes(course: int) -> set[str]:
        return {one.code for one in invented.truth if one.course == course}

    listed = rows(browser.get(f"/mod/customcert/view.php?id={custom.customcert_cmid}&download=csv"))
    asked: dict[str, str | int] = {
        "id": SYSTEM_REPORT,
        "download": "csv",
        "parameters": f'{{"templateid":{tool.template}}}',
    }
    issued = rows(browser.get("/reportbuilder/download.php", params=asked))

    assert {row[-1] for row in listed[1:]} == codes(custom.id)
    assert {row[-1] for row in issued[1:]} == codes(tool.id)


def test_the_log_of_a_day_tells_who_was_unenrolled(
    browser: httpx.Client, invented: Invented
) -> None:
    world, one = invented.world, invented.truth[0]
    world.unenrol(world.users[one.user], world.courses[one.course])
    log_in(browser)
    asked: dict[str, str | int] = {
        "chooselog": 1,
        "id": 1,
        "date": NOW - 3600,
        "modaction": "d",
        "download": "csv",
    }

    table = rows(browser.get("/report/log/index.php", params=asked))

    assert len(table) == 2
    assert table[1][6].startswith(f"The user with id '2' unenrolled the user with id '{one.user}'")
    assert table[1][6].endswith(f"from the course with id '{one.course}'.")


def test_who_has_no_right_gets_a_page_and_no_file(site: Site, browser: httpx.Client) -> None:
    site.world.users[3].role = site.world.users[10].role
    log_in(browser)

    assert browser.get("/reportbuilder/view.php?id=1").status_code == httpx.codes.NOT_FOUND
    sent = browser.get("/report/completion/index.php?course=2&format=csv")
    assert sent.headers["location"] == f"{site.base_url}/enrol/index.php?id=2"


def test_the_list_of_courses_and_the_table_of_completions_are_pages(
    browser: httpx.Client, invented: Invented
) -> None:
    log_in(browser)
    listed = browser.get("/course/index.php?perpage=50").text
    table = browser.get("/report/completion/index.php?course=2").text

    assert re.findall(r'data-courseid="(\d+)"', listed) == [str(one) for one in range(2, 8)]
    assert {int(one) for one in re.findall(r'<tr id="user-(\d+)"', table)} == {
        one.user for one in invented.truth if one.course == 2
    }


def test_maintenance_is_a_page_of_status_200(site: Site, browser: httpx.Client) -> None:
    log_in(browser)
    site.maintenance(on=True)

    answer = browser.get("/report/completion/index.php?course=2&format=csv")

    assert answer.status_code == httpx.codes.OK
    assert "Sedang dalam perbaikan" in answer.text
