"""`jampel alerts ack | snooze | history`, and `exempt`: what people say to an alert is kept."""

from tests.builders import Member, Regency
from tests.cli.conftest import Program


def raised(program: Program) -> Member:
    """Put somebody without an hour, whose alert is raised."""
    member: Member = program.fill(lambda regency: regency.employee())
    program("alerts")
    return member


def test_a_seen_alert_has_a_name_and_a_note_in_its_history(program: Program) -> None:
    siti = raised(program)

    answer = program("alerts", "ack", siti.nip, "--note", "sudah ditelepon")
    newest, oldest = program("alerts", "history", "--json").json()

    assert answer.code == 0
    assert "Peringatan 1 sudah diketahui" in answer.out
    assert (newest["step"], newest["note"], newest["nip"]) == (
        "acknowledged", "sudah ditelepon", siti.nip,
    )  # fmt: skip
    assert (oldest["step"], oldest["level"], oldest["by"]) == ("raised", "critical", None)


def test_a_snoozed_alert_stays_in_the_list_of_those_at_risk(program: Program) -> None:
    siti = raised(program)
    before = program("alerts", "--json").json()

    told = program("alerts", "snooze", "1", "--until", "2026-12-01", "--json").json()

    assert (told["nip"], told["snoozed_until"]) == (siti.nip, "2026-12-01")
    assert program("alerts", "--json").json() == before


def test_history_is_told_to_people_too(program: Program) -> None:
    siti = raised(program)
    program("alerts", "snooze", siti.nip, "--until", "2026-12-01")

    out = program("alerts", "history", siti.nip).out

    assert "ditunda" in out
    assert "2026-12-01" in out
    assert "muncul" in out


def test_without_alerts_there_is_no_history(program: Program) -> None:
    assert "Belum ada peringatan." in program("alerts", "history").out
    assert program("alerts", "history", "--json").json() == []


def test_what_cannot_be_decided_is_said_in_one_line(program: Program) -> None:
    raised(program)

    for args, why in (
        (("ack", "99"), "Tidak ada peringatan 99"),
        (("snooze", "1", "--until", "2026-11-24"), "harus sesudah hari ini"),
        (("history", "199901012020011001"), "data induk"),
    ):
        answer = program("alerts", *args)
        assert (answer.code, answer.out) == (1, "")
        assert why in answer.err


def test_a_wrong_day_or_word_is_a_matter_of_usage(program: Program) -> None:
    for args, why in (
        (("snooze", "1", "--until", "besok"), "bukan tanggal"),
        (("acc", "1"), "tidak ada perintah acc"),
    ):
        answer = program("alerts", *args)
        assert answer.code == 2
        assert why in answer.err


def test_who_is_exempt_has_no_alert_and_the_document_is_explained(program: Program) -> None:
    siti = raised(program)

    answer = program("exempt", siti.nip, "--document", "800/12/2026", "--from", "2026-01-01")

    assert answer.code == 0, answer.err
    assert program("alerts", "--json").json() == []
    total = program("explain", siti.nip, "--json").json()["total"]
    assert (total["level"], total["citation"]) == ("exempt", "800/12/2026")
    assert "800/12/2026" in program("explain", siti.nip).out
    assert [s["step"] for s in program("alerts", "history", "--json").json()] == [
        "cleared", "raised",
    ]  # fmt: skip


def test_an_exemption_wants_a_document(program: Program) -> None:
    siti = program.fill(Regency.employee)

    answer = program("exempt", siti.nip, "--from", "2026-01-01")

    assert answer.code == 2
    assert "--document" in answer.err


def test_the_history_of_a_linked_number_is_that_of_the_person(program: Program) -> None:
    siti = raised(program)
    other = program.fill(lambda regency: regency.employee(nip="199001152025061001"))
    program("alerts")
    assert program("people", "link", siti.nip, other.nip).code == 0

    told = program("alerts", "history", other.nip, "--json").json()

    assert [(one["alert"], one["step"]) for one in told] == [
        (2, "cleared"), (2, "raised"), (1, "raised"),
    ]  # fmt: skip
    assert {one["nip"] for one in told} == {other.nip}
