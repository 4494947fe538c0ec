"""`jampel check --connect`: which way, as whom, how much, what will be missing, what to ask for."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from cli.main import main
from connectors.testing.moodle.functions import FULL
from connectors.testing.moodle.invented import (
    BARE_TOKEN,
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    Invented,
    invented_site,
)
from connectors.testing.moodle.parts import Role
from connectors.testing.moodle.server import Site, moodle_site
from connectors.testing.wire import Reply, Wire, wire_server
from connectors.testing.wire_faults import GUARD_PAGE, LOGIN_PAGE, page, redirect, status
from tests.cli.conftest import Answer, Program
from tests.connectors.moodle.wired_site import answers_of

CONFIG = """
[organisation]
name = "{organisation}"
[sources.lms]
connector = "moodle"
base_url = "{url}"
token = {{ env = "LMS_TOKEN" }}
private_network = {private}
requests_per_second = 200
{more}
"""
Check = Callable[..., Answer]


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=4, learners=12, courses=6, completions=30)


@pytest.fixture
def site(invented: Invented) -> Iterator[Site]:
    with moodle_site(invented.world, folder="/lms") as running:
        yield running


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Check:
    """Call the command for a source at a URL."""

    def run(url: str, token: str = FULL_TOKEN, *args: str, more: str = "", private: str = "true",
            organisation: str = "BKPSDM Kabupaten Uji") -> Answer:  # fmt: skip
        monkeypatch.setenv("LMS_TOKEN", token)
        path = tmp_path / "jampel.toml"
        path.write_text(
            CONFIG.format(url=url, more=more, private=private, organisation=organisation),
            encoding="utf-8",
        )
        capfdbinary.readouterr()
        code = main(["--config", str(path), "check", "--connect", *args])
        out, err = capfdbinary.readouterr()
        assert token not in out.decode() + err.decode()
        return Answer(code, out.decode(), err.decode())

    return run


def flat(text: str) -> str:
    """Undo the wrapping of lines."""
    return " ".join(text.split())


def test_a_token_with_a_report_needs_nothing(check: Check, site: Site, invented: Invented) -> None:
    answer = check(site.base_url)

    people = len({one.user for one in invented.truth})
    assert (answer.code, answer.err) == (0, "")
    assert "  DAPAT DIPAKAI" in answer.out
    assert "LMS Diklat (Uji Coba), Moodle 4.5.6" in answer.out
    assert "ws_sinkron" in answer.out
    assert 'laporan khusus nomor 1 "Rekap Kelulusan", ditemukan dari kolomnya' in answer.out
    assert f"6 kursus, {people} orang, 30 kelulusan" in answer.out
    assert "Tidak ada yang perlu diminta" in answer.out
    assert "Kepada Yth." not in answer.out


def test_the_mobile_token_lacks_the_codes_of_certificates(check: Check, site: Site) -> None:
    answer = check(site.base_url, MOBILE_TOKEN)

    assert answer.code == 0
    assert "laporan khusus nomor 1" in answer.out
    assert "kode sertifikat mod_customcert" in answer.out
    assert "kode sertifikat tool_certificate" not in answer.out
    letter = answer.out.partition("Kepada Yth.")[2]
    assert "- mod_customcert_list_issues (*)" in letter
    assert "- core_reportbuilder_retrieve_report\n" in letter
    assert "akun ws_sinkron" in flat(letter)
    assert "BKPSDM Kabupaten Uji" in letter


def test_without_reports_everybody_is_asked_for_and_a_report_is_wanted(
    check: Check, site: Site
) -> None:
    answer = check(site.base_url, NO_REPORTS_TOKEN)

    assert answer.code == 0
    assert "orang demi orang" in answer.out
    assert "6 kursus, " in answer.out
    assert "kode sertifikat tool_certificate" in answer.out
    letter = flat(answer.out.partition("Kepada Yth.")[2])
    assert 'sumber "Course participants"' in letter
    for column in ("Full name with link", "Course full name with link", "Time completed"):
        assert f"- {column}" in letter
    assert "- core_reportbuilder_list_reports (*)" in letter


def test_an_account_that_sees_nothing_is_told_with_the_role_to_ask_for(
    check: Check, site: Site
) -> None:
    answer = check(site.base_url, BARE_TOKEN)

    assert (answer.code, answer.err) == (1, "1 sumber tidak dapat dipakai: lms\n")
    assert "  TIDAK DAPAT DIPAKAI" in answer.out
    assert "semua kelulusan" in answer.out
    letter = flat(answer.out.partition("Kepada Yth.")[2])
    assert "1. Beri akun ws_lemah peran Manajer" in letter
    assert "- report/completion:view" in letter


def test_a_teacher_sees_his_own_courses_only(check: Check, site: Site, invented: Invented) -> None:
    world = invented.world
    teacher = world.add_user("guru", "Guru Satu", role=Role.TEACHER)
    world.add_token("e" * 32, teacher, FULL)
    mine = world.courses[invented.truth[0].course]
    world.enrol(teacher, mine)

    answer = check(site.base_url, "e" * 32)

    assert answer.code == 0
    assert "orang demi orang" in answer.out
    assert "1 kursus, " in answer.out


def test_courses_that_all_hide_their_completions_are_no_way(
    check: Check, site: Site, invented: Invented
) -> None:
    world = invented.world
    bare = next(one for one in world.users.values() if one.username == "ws_lemah")
    for course in world.courses.values():
        world.enrol(bare, course)

    answer = check(site.base_url, BARE_TOKEN)

    assert answer.code == 1
    assert "6 kursus terlihat, tetapi tidak satu pun memperlihatkan" in flat(answer.out)
    assert "mod/customcert:viewallcertificates" in answer.out


def test_courses_that_hide_their_completions_are_counted(
    check: Check, site: Site, invented: Invented
) -> None:
    world = invented.world
    world.add_course("K1", "Tanpa syarat (4 JP)", criteria=False)
    world.enrol(world.users[invented.truth[0].user], list(world.courses.values())[-1])

    answer = check(site.base_url, NO_REPORTS_TOKEN)

    assert answer.code == 0
    assert "kelulusan di 1 dari 7 kursus" in answer.out


def test_courses_without_jp_and_people_without_nip_are_counted_and_asked_for(
    check: Check, site: Site, invented: Invented
) -> None:
    world = invented.world
    one = invented.truth[0]
    course, user = world.courses[one.course], world.users[one.user]
    course.jp, course.fullname = "", "Kursus tanpa JP"
    user.idnumber, user.username, user.fields = "", "tanpanip", {}

    answer = check(site.base_url)

    assert answer.code == 0
    assert "JP dari 1 di antara 6 kursus" in answer.out
    assert "NIP dari 1 di antara" in answer.out
    letter = flat(answer.out.partition("Kepada Yth.")[2])
    assert '"jp" dengan jumlah JP' in letter
    assert "- Kursus tanpa JP" in letter
    assert "profil 1 pengguna dengan NIP 18 angka" in letter


def test_a_report_is_told_by_what_it_lacks(check: Check, site: Site, invented: Invented) -> None:
    report = invented.world.reports[invented.report]
    report.columns = tuple(
        one for one in report.columns if "department" not in one and "email" not in one
    )

    answer = check(site.base_url)

    assert answer.code == 0
    assert "laporan itu tidak memuat kolom Department" in answer.out
    letter = flat(answer.out.partition("Kepada Yth.")[2])
    assert 'Tambahkan pada laporan khusus "Rekap Kelulusan" kolom:' in letter
    assert "- Department" in letter


def test_a_named_report_whose_people_cannot_be_known_is_no_way(
    check: Check, site: Site, invented: Invented
) -> None:
    world = invented.world
    report = world.reports[invented.report]
    report.columns = tuple(one for one in report.columns if "link" not in one)
    service = next(one for one in world.users.values() if one.username == "ws_sinkron")
    without = frozenset(one for one in FULL if not one.startswith("core_user_"))
    world.add_token("9" * 32, service, without)

    answer = check(site.base_url, "9" * 32, more=f"report = {invented.report}")

    assert answer.code == 1
    assert "pemilik barisnya tidak dapat dikenali" in answer.out
    assert "- core_user_get_users (*)" in answer.out


def test_what_an_undone_completion_would_need_is_told(
    check: Check, site: Site, invented: Invented
) -> None:
    service = next(one for one in invented.world.users.values() if one.username == "ws_sinkron")
    without = FULL - {"core_completion_get_course_completion_status"}
    invented.world.add_token("9" * 32, service, without)

    answer = check(site.base_url, "9" * 32)

    assert answer.code == 0
    assert "pembatalan: kelulusan yang dibatalkan di LMS tetap dihitung" in flat(answer.out)


def test_rows_of_open_courses_and_double_rows_are_no_completions(
    check: Check, site: Site, invented: Invented
) -> None:
    world, one = invented.world, invented.truth[0]
    world.reports[invented.report].only_completed = False
    world.enrol(world.users[one.user], world.courses[one.course], method="cohort")
    world.enrol(world.add_user("baru", "Belum Selesai"), world.courses[one.course])

    people = len({one.user for one in invented.truth})
    assert f"{people} orang, 30 kelulusan" in check(site.base_url).out


def test_courses_that_a_report_leaves_out_are_named(check: Check, site: Site) -> None:
    site.world.add_course("KX", "Kursus yang disaring (4 JP)")

    told = flat(check(site.base_url).out)

    assert "1 dari 7 kursus tidak ada dalam laporan itu" in told
    assert "Kursus yang disaring" in told


def test_a_report_of_the_settings_that_is_none_is_told(check: Check, site: Site) -> None:
    answer = check(site.base_url, more="report = 3")

    assert answer.code == 1
    assert "Laporan yang disebut di konfigurasi" in answer.out
    assert 'sumber "Course participants"' in flat(answer.out)


def test_an_account_named_by_a_nip_is_masked(check: Check, site: Site, invented: Invented) -> None:
    service = next(one for one in invented.world.users.values() if one.username == "ws_sinkron")
    service.username = "198501012010011001"

    answer = check(site.base_url, MOBILE_TOKEN)

    assert "198501012010011001" not in answer.out
    assert "1985••••••••••1001" in answer.out.partition("Kepada Yth.")[2]


def test_a_program_may_read_it(check: Check, site: Site) -> None:
    answer = check(site.base_url, MOBILE_TOKEN, "--json")

    found = json.loads(answer.out)
    (lms,) = found["sources"]
    assert (answer.code, lms["source"], lms["usable"]) == (0, "lms", True)
    assert lms["account"] == "ws_sinkron"
    assert (lms["counts"]["courses"], lms["counts"]["completions"]) == (6, 30)
    assert "Kepada Yth." in lms["letter"]
    assert found["store"]["usable"] is True


def expired(site: Site) -> None:
    site.expire_tokens()
    for one in site.world.tokens.values():
        one.told = True


@pytest.mark.parametrize(
    ("strike", "happened", "asked"),
    [
        (expired, "Token tidak dikenal LMS.", "token layanan web yang baru"),
        (Site.expire_tokens, "LMS menolak akses token ini", "token layanan web yang baru"),
        (lambda site: setattr(site, "web_services", False), "dimatikan, atau dijaga",
         "protokol REST"),
        (lambda site: site.maintenance(on=True), "sedang dirawat", None),
        (lambda site: site.maintenance(on=True, by_cli=True), "sedang dirawat", None),
        (lambda site: setattr(site, "upgrading", True), "sedang dirawat", None),
        (lambda site: site.fail_next(9), "menolak sementara", None),
    ],
)  # fmt: skip
def test_what_a_site_answers_instead_is_told_with_what_to_do(
    check: Check, site: Site, strike: Callable[[Site], None], happened: str, asked: str | None
) -> None:
    strike(site)

    answer = check(site.base_url)

    assert (answer.code, answer.err) == (1, "1 sumber tidak dapat dipakai: lms\n")
    told = flat(answer.out)
    assert happened in told
    assert answer.out.count("  Artinya ") == answer.out.count("  Lakukan ") == 1
    assert (asked in told) if asked else ("Kepada Yth." not in told)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


@pytest.mark.parametrize(
    ("reply", "happened"),
    [
        (status(404), "tidak ada Moodle"),
        (page("<!DOCTYPE html><html><h1>Toko Batik</h1></html>"), "tidak ada Moodle"),
        (page(LOGIN_PAGE), "halaman masuk"),
        (page(GUARD_PAGE), "penjaga robot"),
        (status(401), "Kredensial tidak diterima"),
        (redirect("https://www.lms.example/"), "mengalihkan ke alamat lain"),
    ],
)
def test_what_is_no_moodle_is_told(check: Check, wire: Wire, reply: Reply, happened: str) -> None:
    wire.otherwise = reply

    answer = check(wire.url)

    assert answer.code == 1
    assert happened in flat(answer.out)
    assert "  Lakukan " in answer.out


def test_a_certificate_that_nobody_vouches_for_is_told_and_the_token_is_kept(
    check: Check,
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with wire_server(tls) as wire:
        answer = check(wire.url)

        assert wire.requests == []
    assert answer.code == 1
    assert "Sertifikat keamanan (TLS) server tidak sah." in flat(answer.out)


def test_an_authority_of_the_house_is_named_by_its_file(
    check: Check, invented: Invented, tmp_path: Path
) -> None:
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "penerbit.pem")
    (tmp_path / "kosong.pem").write_text("bukan sertifikat")
    with wire_server(tls) as wire:
        wire.otherwise = answers_of(Site(invented.world))
        known = check(wire.url, more='ca_file = "penerbit.pem"')
        empty, absent = (
            check(wire.url, more=f'ca_file = "{name}"') for name in ("kosong.pem", "lain.pem")
        )

    assert (known.code, "30 kelulusan" in known.out) == (0, True), known.out
    for answer in (empty, absent):
        assert answer.code == 1
        assert "Berkas ca_file sumber ini tidak dapat dipakai." in answer.out


def test_a_site_that_is_down_is_told(check: Check) -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))

        answer = check(f"http://127.0.0.1:{bound_but_deaf.getsockname()[1]}")

    assert answer.code == 1
    assert "Alamat sumber tidak menjawab." in answer.out


def test_a_name_that_does_not_exist_is_told(check: Check) -> None:
    answer = check("http://lms.invalid")

    assert answer.code == 1
    assert "Nama server di base_url tidak dikenal." in answer.out


def test_an_address_inside_is_told_with_the_setting_that_allows_it(
    check: Check, site: Site
) -> None:
    answer = check(site.base_url, private="false")

    assert (answer.code, site.requests) == (1, [])
    assert "private_network = true" in flat(answer.out)
    assert "Kepada Yth." not in answer.out


def test_nothing_is_written_and_no_store_is_made(check: Check, site: Site, tmp_path: Path) -> None:
    answer = check(site.base_url)

    assert "penyimpanan: belum ada" in answer.out
    assert [one.name for one in tmp_path.iterdir()] == ["jampel.toml"]


def test_a_paused_source_needs_a_person(
    program: Program, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_TOKEN", FULL_TOKEN)
    path = program.folder / "jampel.toml"
    more = CONFIG.partition("[sources.lms]")[2].format(url=site.base_url, private="true", more="")
    path.write_text(path.read_text() + "[sources.lms]" + more, encoding="utf-8")
    (program.folder / "inbox").mkdir()
    program("source", "pause", "lms", "--reason", "token lama")

    answer = program("check", "--connect")

    assert (answer.code, answer.err) == (3, "")
    assert "  DAPAT DIPAKAI" in answer.out
    assert "jampel source resume lms" in flat(answer.out)


def test_a_folder_says_what_would_be_read_and_what_not(program: Program) -> None:
    inbox = program.folder / "inbox"
    inbox.mkdir()
    (inbox / "rekap.csv").write_text(
        "NIP,Nama Pelatihan,Tanggal Selesai,JP\n1,Latsar,2026-05-04,20\n"
    )
    (inbox / "tanpa-jp.csv").write_text("NIP,Nama Pelatihan,Tanggal Selesai\n1,Latsar,2026-05-04\n")
    (inbox / "foto.csv").write_text("bukan tabel")
    (inbox / "tautan.csv").symlink_to(inbox / "rekap.csv")

    answer = program("check", "--connect")

    assert answer.code == 0
    assert "3 berkas, 2 baris terbaca" in answer.out
    told = flat(answer.out)
    assert "tautan.csv sebab: Tautan (symlink) tidak dibaca." in told
    assert "tanpa-jp.csv: JP-nya" in told
    assert "- foto.csv sebab:" in told


def test_of_many_files_the_newest_are_read_and_the_first_troubles_named(
    program: Program,
) -> None:
    inbox = program.folder / "inbox"
    inbox.mkdir()
    for number in range(25):
        (inbox / f"catatan-{number}.txt").write_text("bukan tabel")
    path = program.folder / "jampel.toml"
    path.write_text(path.read_text() + "max_text_bytes = 100\n", encoding="utf-8")
    (inbox / "besar.csv").write_text("NIP,Nama Pelatihan\n" * 100)

    told = flat(program("check", "--connect").out)

    assert "26 berkas, 0 baris terbaca" in told
    assert "yang dicoba dibaca: 20 berkas terbaru" in told
    assert "terlalu besar untuk sumber ini" in told
    assert "10 berkas lagi" in told


def test_an_empty_folder_and_one_that_is_not_there(program: Program) -> None:
    absent = program("check", "--connect")
    (program.folder / "inbox").mkdir()
    empty = program("check", "--connect")

    assert (absent.code, empty.code) == (1, 0)
    assert "Folder sumber ini tidak dapat dibaca." in absent.out
    assert "belum ada berkas" in empty.out


def test_a_connector_that_cannot_say_is_tried_by_fetching(program: Program) -> None:
    path = program.folder / "jampel.toml"
    text = path.read_text().replace('connector = "files"', 'connector = "memory"')
    path.write_text(text.replace('path = "inbox/*"', ""), encoding="utf-8")

    answer = program("check", "--connect")

    assert answer.code == 0, answer.out + answer.err
    assert "diambil sekali seluruhnya" in answer.out


def test_the_page_of_the_connector_shows_what_is_said(check: Check) -> None:
    page = (Path(__file__).parents[2] / "docs/connectors/moodle.md").read_text()
    with moodle_site(invented_site(seed=1).world) as site:
        said = check(site.base_url, MOBILE_TOKEN, organisation="BKPSDM Kabupaten Serang").out

    _, seen, letter = said.replace(site.base_url, "https://lms.example").split("\n\n", 2)
    assert flat(seen.partition("\n")[2]) in flat(page)
    assert flat(letter.partition("─\n")[2]) in flat(page)


def test_a_bug_in_one_connector_keeps_no_other_from_being_tried(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program.folder / "jampel.toml"
    more = '[sources.zz]\nconnector = "memory"\n'
    path.write_text(path.read_text() + more, encoding="utf-8")
    people: dict[str, str] = {}
    monkeypatch.setattr("connectors.files.probe.look", lambda *_: people["198501012010011001"])

    answer = program("check", "--connect")

    assert (answer.code, answer.err) == (1, "1 sumber tidak dapat dipakai: lan-ri\n")
    assert "galat tak terduga" in answer.out
    assert "KeyError" in answer.out
    assert "198501012010011001" not in answer.out
    assert "zz · memory" in answer.out


@pytest.mark.parametrize(
    ("version", "code", "words"),
    [
        ("0001", 0, "skemanya menjadi"),
        ("9999", 1, "dari jampel yang lebih baru"),
    ],
)
def test_a_store_of_another_schema_is_told_and_left_as_it_is(
    program: Program, version: str, code: int, words: str
) -> None:
    (program.folder / "inbox").mkdir()
    with program.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")

    answer = program("check", "--connect")

    assert answer.code == code
    assert words in answer.out
    assert program.store.version() == version


def test_a_store_that_is_damaged_is_told_and_the_sources_are_tried_all_the_same(
    check: Check, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "jampel.db").write_bytes(b"bukan basis data" * 1000)

    answer = check(site.base_url)

    assert (answer.code, answer.err) == (1, "penyimpanan tidak dapat dipakai\n")
    assert "  DAPAT DIPAKAI" in answer.out


def test_without_connect_a_program_reads_which_sources_there_are(program: Program) -> None:
    answer = program("check", "--json")

    assert json.loads(answer.out)["sources"] == ["lan-ri"]
