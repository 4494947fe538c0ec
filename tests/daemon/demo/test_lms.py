"""The LMS of the demo: who completes there, under which accounts, and what befalls it."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from daemon.demo.accounts import NipPlace, place_of_nip
from daemon.demo.courses import Source
from daemon.demo.lms import TOKEN_FILE, Lms, serve_lms
from daemon.demo.proof import only_in_lms
from daemon.demo.regency import Regency, invent
from daemon.demo.telling import Telling
from models.values import JAKARTA

YEAR = 2025
LAST = date(YEAR, 3, 31)


@pytest.fixture(scope="module")
def regency() -> Regency:
    return invent(5, year=YEAR, employees=400)


@pytest.fixture
def lms(regency: Regency, tmp_path: Path) -> Iterator[Lms]:
    with serve_lms(tmp_path / TOKEN_FILE, now=datetime(YEAR, 1, 1, tzinfo=JAKARTA)) as running:
        running.take(regency.tellings, LAST.month, LAST)
        yield running


def told(regency: Regency) -> list[Telling]:
    rows = [row for row in regency.tellings if row.month == LAST.month]
    return [row for row in rows if row.source is Source.LMS]


def test_every_telling_is_one_completion_on_its_day(regency: Regency, lms: Lms) -> None:
    world = lms.site.world
    days = sorted(datetime.fromtimestamp(at, JAKARTA).date() for at in world.completions.values())

    assert len(days) > 30
    assert days == sorted(row.end_on for row in told(regency))
    assert {course.fullname for course in world.courses.values()} == {
        row.title for row in told(regency)
    }
    assert len(world.tool_certificates) == sum(row.number is not None for row in told(regency))


def test_what_was_taken_before_is_not_taken_again(regency: Regency, lms: Lms) -> None:
    world = lms.site.world
    before = dict(world.completions), len(world.users)

    lms.take(regency.tellings, LAST.month, LAST)

    assert (dict(world.completions), len(world.users)) == before


def test_an_account_holds_its_nip_where_it_should(regency: Regency, lms: Lms) -> None:
    users = {user.fullname: user for user in lms.site.world.users.values()}
    row = next(row for row in told(regency) if place_of_nip(row.nip) is NipPlace.PROFILE)
    user = users[row.name]

    assert user.fields == {"nip": row.nip}
    assert user.username != row.nip
    assert user.idnumber == ""


def test_a_new_token_is_where_the_configuration_looks(lms: Lms) -> None:
    first = lms.token_file.read_text().strip()
    lms.expire_token()
    lms.renew_token()
    second = lms.token_file.read_text().strip()

    tokens = lms.site.world.tokens
    assert (tokens[first].expired, tokens[second].expired) == (True, False)


def test_what_is_revoked_leaves_no_completion_and_no_certificate(
    regency: Regency, lms: Lms
) -> None:
    world = lms.site.world
    row = next(row for row in only_in_lms(told(regency), LAST) if row.number)
    completions, certificates = len(world.completions), len(world.tool_certificates)

    lms.revoke(row)

    assert len(world.completions) == completions - 1
    assert len(world.tool_certificates) == certificates - 1
    assert row.number not in {issue.code for issue in world.tool_certificates.values()}


def test_who_is_unenrolled_is_in_no_course_and_has_completed_as_before(
    regency: Regency, lms: Lms
) -> None:
    world = lms.site.world
    row = only_in_lms(told(regency), LAST)[0]
    mine = [one for one in told(regency) if one.nip == row.nip and not one.repeats]
    completions = dict(world.completions)

    hidden = lms.unenrol([row.nip])

    assert hidden == len(mine)
    assert world.completions == completions
    gone = completions.keys() - world.enrolments.keys()
    assert len(gone) == hidden


def test_whoever_has_two_accounts_is_in_no_proof_of_what_one_hides(regency: Regency) -> None:
    last = date(YEAR, 12, 31)
    rows = [row for row in regency.tellings if row.source is Source.LMS]
    twofold = {row.nip for row in rows if row.repeats}

    assert twofold
    assert not twofold & {row.nip for row in only_in_lms(regency.tellings, last)}
