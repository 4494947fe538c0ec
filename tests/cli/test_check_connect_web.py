"""`jampel check --connect` where there is only a login."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.main import main
from connectors.testing.moodle.exchange import page, redirect
from connectors.testing.moodle.invented import PASSWORD, Invented, invented_site
from connectors.testing.moodle.parts import Role
from connectors.testing.moodle.server import Site, moodle_site
from connectors.testing.wire import wire_server
from connectors.testing.wire_faults import page as wire_page
from tests.cli.conftest import Answer
from tests.cli.test_check_connect import flat
from tests.connectors.moodle_web.test_session import SessionsThatEnd

CONFIG = """
[sources.lms]
connector = "moodle_web"
base_url = "{url}"
username = "{username}"
password = {{ env = "LMS_PASSWORD" }}
private_network = true
requests_per_second = 200
{more}
"""
Check = Callable[..., Answer]


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=4, learners=12, courses=6, completions=30)


@pytest.fixture
def site(invented: Invented) -> Iterator[Site]:
    with moodle_site(invented.world) as running:
        yield running


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Check:
    """Call the command for a source at a URL."""

    def run(url: str, *, username: str = "manajer", password: str = PASSWORD,
            more: str = "") -> Answer:  # fmt: skip
        monkeypatch.setenv("LMS_PASSWORD", password)
        path = tmp_path / "jampel.toml"
        path.write_text(CONFIG.format(url=url, username=username, more=more), encoding="utf-8")
        capfdbinary.readouterr()
        code = main(["--config", str(path), "check", "--connect"])
        out, err = capfdbinary.readouterr()
        assert password not in out.decode() + err.decode()
        return Answer(code, out.decode(), err.decode())

    return run


@pytest.mark.parametrize(
    ("more", "way"),
    [
        ("", "laporan penyelesaian (CSV) setiap kursus"),
        ("report = 1", "unduhan laporan khusus nomor 1"),
    ],
)
def test_a_manager_needs_nothing(
    check: Check, site: Site, invented: Invented, more: str, way: str
) -> None:
    answer = check(site.base_url, more=more)

    people = len({one.user for one in invented.truth})
    assert (answer.code, answer.err) == (0, "")
    assert way in answer.out
    assert "  Sebagai    manajer\n" in answer.out
    assert f"6 kursus, {people} orang, 30 kelulusan" in answer.out
    assert "Asia/Jakarta" in flat(answer.out)
    assert "Tidak ada yang perlu diminta" in answer.out


def test_a_report_that_is_none_is_asked_for_without_links(check: Check, site: Site) -> None:
    for number in (3, 99):
        answer = check(site.base_url, more=f"report = {number}")

        assert answer.code == 1
        assert "Laporan yang disebut di konfigurasi" in answer.out
        letter = answer.out.partition("Kepada Yth.")[2]
        assert "- Course short name" in letter
        assert "link" not in letter


def test_an_account_without_the_right_is_told_with_the_role(check: Check, site: Site) -> None:
    site.world.add_user("pegawai", "Bukan Manajer", role=Role.BARE, password=PASSWORD)

    answer = check(site.base_url, username="pegawai")

    assert (answer.code, answer.err) == (1, "1 sumber tidak dapat dipakai: lms\n")
    letter = flat(answer.out.partition("Kepada Yth.")[2])
    assert "Beri akun pegawai peran Manajer" in letter
    assert "- report/completion:view" in letter


def test_courses_that_are_shut_are_counted(check: Check, site: Site, invented: Invented) -> None:
    world = invented.world
    teacher = world.add_user("guru", "Guru Satu", role=Role.TEACHER, password=PASSWORD)
    world.enrol(teacher, world.courses[invented.truth[0].course])

    answer = check(site.base_url, username="guru")

    assert answer.code == 0
    assert "kelulusan di 5 dari 6 kursus" in answer.out


def test_without_ajax_it_is_told_what_the_pages_cannot_say(
    check: Check, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.testing.moodle.ajax._ALLOWED", frozenset())

    answer = check(site.base_url)

    told = flat(answer.out)
    assert answer.code == 0
    assert "JP dari isian khusus kursus: hanya dari nama kursus" in told
    assert "NIP dari isian profil: hanya dari kolom laporan" in told
    assert "JP dari 4 di antara 6 kursus" in told


def test_a_wrong_password_is_told_once_and_another_is_asked_for(check: Check, site: Site) -> None:
    answer = check(site.base_url, username="198501012010011001", password="sandi-lama")

    assert answer.code == 1
    assert "LMS menolak nama pengguna atau kata sandi." in answer.out
    assert "Beri kami akun khusus" in flat(answer.out)
    assert "198501012010011001" not in answer.out
    assert sum(one.method == "POST" for one in site.requests) == 2


def test_a_session_that_never_holds_is_told(check: Check, site: Site) -> None:
    site.sessions = SessionsThatEnd(4)

    answer = check(site.base_url)

    assert answer.code == 1
    assert "meminta masuk lagi tepat setelah masuk" in flat(answer.out)


def test_a_session_that_ends_once_is_no_trouble(check: Check, site: Site) -> None:
    site.sessions = SessionsThatEnd(9)

    assert check(site.base_url).code == 0


def test_maintenance_is_told(check: Check, site: Site) -> None:
    site.maintenance(on=True)

    answer = check(site.base_url)

    assert answer.code == 1
    assert "Sumber sedang dirawat" in answer.out
    assert "Kepada Yth." not in answer.out


def test_what_a_person_has_to_do_in_a_browser_is_told(
    check: Check, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_of, place = Site.reply, "/login/change_password.php"
    monkeypatch.setattr(
        Site,
        "reply",
        lambda self, request: (
            redirect(self.base_url + place)
            if request.path == "/"
            else page("Ganti sandi", '<input type="password" name="newpassword1">')
            if request.path == place
            else answer_of(self, request)
        ),
    )

    answer = check(site.base_url)

    assert answer.code == 1
    assert "Masuk sekali dengan peramban" in flat(answer.out)


def test_what_is_no_moodle_is_told(check: Check) -> None:
    with wire_server() as wire:
        wire.otherwise = wire_page("<!DOCTYPE html><html><h1>Toko Batik</h1></html>")

        answer = check(wire.url)

    assert answer.code == 1
    assert "tidak ada formulir masuk" in flat(answer.out)


def test_another_layout_is_told(check: Check, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_of = Site.reply
    monkeypatch.setattr(
        Site,
        "reply",
        lambda self, request: (
            page("Laporan baru", "<p>Halaman lain</p>")
            if request.path == "/report/completion/index.php"
            else answer_of(self, request)
        ),
    )

    answer = check(site.base_url)

    assert answer.code == 1
    assert "tidak berbentuk seperti yang dikenal" in flat(answer.out)
