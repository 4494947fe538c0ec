"""The web services of the fake answer as a real Moodle 4.5 was seen to answer."""

from collections.abc import Iterator

import httpx
import pytest

from connectors.testing.moodle.invented import (
    BARE_TOKEN,
    FULL_TOKEN,
    MOBILE_TOKEN,
    PASSWORD,
    Invented,
    invented_site,
)
from connectors.testing.moodle.server import Site, moodle_site
from tests.connectors.fake_moodle.calling import call

RETRIEVE = "core_reportbuilder_retrieve_report"
STATUS = "core_completion_get_course_completion_status"
ENROLLED = "core_enrol_get_enrolled_users"
ISSUES = "mod_customcert_list_issues"
ENGLISH = {"moodlewssettinglang": "en", "moodlewssettingtimezone": "UTC"}


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=4, learners=20, courses=6, completions=60)


@pytest.fixture
def site(invented: Invented) -> Iterator[Site]:
    with moodle_site(invented.world) as running:
        yield running


def test_the_same_seed_makes_the_same_site() -> None:
    one = invented_site(seed=7, learners=10, courses=3, completions=12)
    other = invented_site(seed=7, learners=10, courses=3, completions=12)

    assert one.truth == other.truth
    assert len(one.truth) == 12


def test_a_report_has_every_completion_once_with_the_ids_in_its_links(
    site: Site, invented: Invented
) -> None:
    whole = call(site, RETRIEVE, {"reportid": invented.report, "page": 0, "perpage": 5000})

    rows = [row["columns"] for row in whole["data"]["rows"]]
    assert whole["data"]["totalrowcount"] == len(rows) == 60
    for one in invented.truth:
        found = [
            row
            for row in rows
            if f'course/view.php?id={one.course}"' in row[2]
            and f'user/profile.php?id={one.user}"' in row[7]
        ]
        assert len(found) == 1
        assert one.nip in found[0]


def test_pages_of_a_report_make_the_whole(site: Site, invented: Invented) -> None:
    whole = call(site, RETRIEVE, {"reportid": invented.report, "perpage": 5000})
    pages = [
        call(site, RETRIEVE, {"reportid": invented.report, "page": page, "perpage": 25})
        for page in range(3)
    ]

    assert [row for page in pages for row in page["data"]["rows"]] == whole["data"]["rows"]
    assert site.count(RETRIEVE) == 4


def test_words_and_times_follow_the_language_and_zone_of_the_call(site: Site) -> None:
    world = site.world
    user, course = next(iter(world.completions))
    world.completions.clear()
    world.completions[user, course] = 1_786_314_520

    own = call(site, RETRIEVE, {"reportid": 1})["data"]
    forced = call(site, RETRIEVE, {"reportid": 1, **ENGLISH})["data"]

    assert own["rows"][0]["columns"][-1] == "Senin, 10 Agustus 2026, 05:28"
    assert own["headers"][5] == "Nama pengguna"
    assert forced["rows"][0]["columns"][-1] == "Sunday, 9 August 2026, 10:28 PM"
    assert forced["headers"][5] == "Username"


def test_a_filter_that_an_account_left_behind_shortens_the_next_read(
    site: Site, invented: Invented
) -> None:
    since = sorted(invented.world.completions.values())[-5]
    values = f'{{"completion:timecompleted_operator":3,"completion:timecompleted_from":{since}}}'

    assert call(site, "core_reportbuilder_set_filters", {"reportid": 1, "values": values}) is True
    short = call(site, RETRIEVE, {"reportid": 1, "perpage": 5000})
    assert call(site, "core_reportbuilder_filters_reset", {"reportid": 1}) is True
    whole = call(site, RETRIEVE, {"reportid": 1, "perpage": 5000})

    assert short["data"]["totalrowcount"] == 5
    assert whole["data"]["totalrowcount"] == 60


def test_a_second_way_of_enrolment_doubles_the_row(site: Site, invented: Invented) -> None:
    world, one = invented.world, invented.truth[0]
    world.enrol(world.users[one.user], world.courses[one.course], method="cohort")

    assert call(site, RETRIEVE, {"reportid": 1})["data"]["totalrowcount"] == 61


def test_the_status_of_one_user_has_the_time_in_its_criteria(
    site: Site, invented: Invented
) -> None:
    one = invented.truth[0]
    status = call(site, STATUS, {"courseid": one.course, "userid": one.user})["completionstatus"]

    assert status["completed"] is True
    assert (
        status["completions"][0]["timecompleted"]
        == (invented.world.completions[one.user, one.course])
    )


def test_what_becomes_of_people_is_seen_as_in_the_real_one(site: Site, invented: Invented) -> None:
    world = invented.world
    course = next(one for one in world.courses.values() if one.customcert)
    here = [one for one in invented.truth if one.course == course.id]
    unenrolled, deleted, suspended, undone = (world.users[one.user] for one in here[:4])
    world.unenrol(unenrolled, course)
    world.delete_user(deleted)
    world.suspend_enrolment(suspended, course)
    world.undo(undone, course)

    def refusal(user: int) -> str:
        return str(call(site, STATUS, {"courseid": course.id, "userid": user}).get("errorcode"))

    assert refusal(unenrolled.id) == "usernotenroled"
    assert refusal(deleted.id) == "userdeleted"
    assert refusal(suspended.id) == "usernotenroled"
    assert refusal(undone.id) == "None"
    members = {one["id"] for one in call(site, ENROLLED, {"courseid": course.id})}
    assert members.isdisjoint({unenrolled.id, deleted.id})
    assert suspended.id in members
    reported = str(call(site, RETRIEVE, {"reportid": 1, "perpage": 5000})["data"]["rows"])
    link = f'/course/view.php?id={course.id}"'
    assert link in reported
    for gone in (unenrolled, deleted, undone):
        rows = call(site, RETRIEVE, {"reportid": 1, "perpage": 5000})["data"]["rows"]
        assert not [
            row
            for row in rows
            if link in row["columns"][2] and f'profile.php?id={gone.id}"' in row["columns"][7]
        ]
    issues = call(site, ISSUES, {"limit": 500})
    mangled = next(one for one in issues if one["user"]["id"] == deleted.id)
    assert mangled["user"]["username"].endswith(f"@contoh.invalid.{world.now}")
    world.enrol(unenrolled, course)
    assert refusal(unenrolled.id) == "None"


def test_a_deleted_course_takes_its_completions_and_customcert_issues_with_it(
    site: Site, invented: Invented
) -> None:
    world = invented.world
    course = next(one for one in world.courses.values() if one.customcert)
    world.delete_course(course)

    assert call(site, ENROLLED, {"courseid": course.id})["errorcode"] == "invalidrecord"
    left = [one for one in invented.truth if one.course != course.id]
    assert call(site, RETRIEVE, {"reportid": 1})["data"]["totalrowcount"] == len(left)
    issues = call(site, ISSUES, {"limit": 500})
    assert course.customcert not in {one["issue"]["customcertid"] for one in issues}


def test_customcert_issues_come_newest_first_and_never_more_than_500(site: Site) -> None:
    world = site.world
    course = world.add_course("BESAR", "Kursus Besar", certificate="customcert")
    for number in range(510):
        world.issue(world.users[2], course, f"kode{number}", at=world.now + number)

    first = call(site, ISSUES, {"limit": 5000})
    rest = call(site, ISSUES, {"limit": 500, "offset": 500, "customcertid": course.customcert})
    newer = call(site, ISSUES, {"limit": 500, "timecreatedfrom": world.now + 507})

    assert [one["issue"]["code"] for one in first[:2]] == ["kode509", "kode508"]
    assert len(first) == 500
    assert len(rest) == 10
    assert len(newer) == 3


def test_issues_of_tool_certificate_come_by_a_system_report(site: Site, invented: Invented) -> None:
    course = next(one for one in invented.world.courses.values() if one.template)
    codes = {one.code for one in invented.truth if one.course == course.id}
    answer = call(
        site,
        "core_reportbuilder_retrieve_system_report",
        {
            "source": "tool_certificate\\reportbuilder\\local\\systemreports\\issues",
            "context[contextid]": 1,
            "parameters[0][name]": "templateid",
            "parameters[0][value]": course.template or 0,
            "perpage": 5000,
        },
    )

    cells = [row["columns"][-1] for row in answer["data"]["rows"]]
    assert {cell.removesuffix("</a>").rpartition(">")[2] for cell in cells} == codes


@pytest.mark.parametrize(
    ("function", "params", "errorcode"),
    [
        ("core_nope", {}, "invalidrecord"),
        ("", {}, "invalidparameter"),
        (ENROLLED, {}, "invalidparameter"),
        (ENROLLED, {"courseid": "abc"}, "invalidparameter"),
        (ENROLLED, {"courseid": 2, "foo": 1}, "invalidparameter"),
        (ENROLLED, {"courseid": 9999}, "invalidrecord"),
        (RETRIEVE, {"reportid": 999}, "invalidrecord"),
        ("core_course_get_courses_by_field", {"field": "fullname"}, "invalidparameter"),
        ("core_user_get_users_by_field", {"field": "department"}, "codingerror"),
    ],
)
def test_errors_are_answers_with_a_code(
    site: Site, function: str, params: dict[str, object], errorcode: str
) -> None:
    assert call(site, function, params)["errorcode"] == errorcode


def test_an_unknown_option_is_ignored(site: Site) -> None:
    asked = {"courseid": 2, "options[0][name]": "nope", "options[0][value]": 1}

    assert call(site, ENROLLED, asked) == call(site, ENROLLED, {"courseid": 2})


def test_options_cut_what_is_answered(site: Site) -> None:
    asked = {
        "courseid": 2,
        "options[0][name]": "userfields",
        "options[0][value]": "id,email",
        "options[1][name]": "limitfrom",
        "options[1][value]": 1,
        "options[2][name]": "limitnumber",
        "options[2][value]": 2,
    }
    members = call(site, ENROLLED, asked)

    assert len(members) == 2
    assert members[0].keys() == {"id", "fullname", "email"}


def test_a_token_is_worth_what_its_service_and_account_are(site: Site) -> None:
    assert call(site, ISSUES, token="nonsense")["errorcode"] == "invalidtoken"
    assert call(site, ISSUES, token=MOBILE_TOKEN)["errorcode"] == "accessexception"
    assert call(site, RETRIEVE, {"reportid": 1}, token=BARE_TOKEN)["errorcode"] == (
        "errorreportview"
    )
    held = call(site, "core_webservice_get_site_info", token=MOBILE_TOKEN)["functions"]
    assert ISSUES not in {one["name"] for one in held}

    site.expire_tokens()

    assert call(site, ISSUES)["errorcode"] == "accessexception"
    assert call(site, ISSUES)["errorcode"] == "invalidtoken"


def test_one_hidden_course_fails_the_listing_of_all_for_who_may_not_see_it(site: Site) -> None:
    site.world.add_course("TERSEMBUNYI", "Kursus Tersembunyi", visible=False)

    refused = call(site, "core_course_get_courses", token=BARE_TOKEN)
    shown = call(site, "core_course_get_courses")

    assert refused["errorcode"] == "errorcoursecontextnotvalid"
    assert len(shown) == 8


def test_a_name_is_cut_at_what_looks_like_a_tag_unless_raw_is_asked_for(site: Site) -> None:
    course = site.world.add_course("C05", "Latsar & Etika <3 (3 JP)")
    asked = {"field": "id", "value": course.id}

    plain = call(site, "core_course_get_courses_by_field", asked)["courses"][0]
    raw = call(site, "core_course_get_courses_by_field", asked | {"moodlewssettingraw": 1})[
        "courses"
    ][0]

    assert plain["fullname"] == "Latsar &amp; Etika "
    assert raw["fullname"] == "Latsar & Etika <3 (3 JP)"


def test_without_a_format_the_answer_is_xml(site: Site) -> None:
    url = f"{site.base_url}/webservice/rest/server.php"
    asked = {"wstoken": FULL_TOKEN, "wsfunction": "core_course_get_courses"}
    listed = httpx.get(url, params=asked, trust_env=False)
    refused = httpx.get(url, params=asked | {"wstoken": "x"}, trust_env=False)

    assert listed.headers["content-type"] == "application/xml; charset=utf-8"
    assert '<RESPONSE>\n<MULTIPLE>\n<SINGLE>\n<KEY name="id"><VALUE>1</VALUE>' in listed.text
    assert "<ERRORCODE>invalidtoken</ERRORCODE>" in refused.text


def test_a_password_gets_a_token_of_the_mobile_service(site: Site) -> None:
    def ask(password: str) -> dict[str, str]:
        asked = {"username": "manajer", "password": password, "service": "moodle_mobile_app"}
        answer = httpx.post(f"{site.base_url}/login/token.php", data=asked, trust_env=False)
        return dict(answer.json())

    token = ask(PASSWORD)["token"]

    assert call(site, RETRIEVE, {"reportid": 1}, token=token)["data"]["totalrowcount"] == 60
    assert ask("salah")["errorcode"] == "invalidlogin"


def test_troubles_of_a_site_look_like_the_real_ones(site: Site) -> None:
    url = f"{site.base_url}/webservice/rest/server.php"
    site.maintenance(on=True)
    assert call(site, ISSUES)["errorcode"] == "sitemaintenance"
    site.maintenance(on=True, by_cli=True)
    closed = httpx.get(url, trust_env=False)
    site.maintenance(on=False)
    site.fail_next(1, 502)
    broken = httpx.get(url, trust_env=False)
    site.web_services = False
    off = httpx.get(url, trust_env=False)

    assert (closed.status_code, closed.headers["retry-after"]) == (503, "300")
    assert broken.status_code == 502
    assert (off.status_code, off.content) == (403, b"")


def test_a_site_may_stand_in_a_folder_and_keeps_connections_open(invented: Invented) -> None:
    with moodle_site(invented.world, folder="/lms") as site, httpx.Client(trust_env=False) as one:
        asked = {"wstoken": FULL_TOKEN, "wsfunction": "x", "moodlewsrestformat": "json"}
        answers = [
            one.get(f"{site.base_url}/webservice/rest/server.php", params=asked) for _ in range(3)
        ]

    assert [one.json()["errorcode"] for one in answers] == ["invalidrecord"] * 3
    assert len(site.requests) == 3
