"""No name that a source or a roster gives leads out of the folder that a person named (X10)."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from cli.main import main
from tests.faults.office import NAMES, Office

TRICKS = (
    "../../../etc/cron.d/x",
    "..\\..\\x",
    "/etc/passwd",
    "Dinas\r\nBcc: x@evil.example",
    ".",
    "~/.ssh/x",
    "Dinas \u202egpj.exe",
    "CON",
    "x" * 400,
)


def places(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("trick", TRICKS)
def test_the_files_of_a_digest_stay_where_they_were_wanted(
    office: Office, trick: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("luar")
    folder = home / "a/b/c/surat"
    office.hire((nip, name, trick, "PNS", "Aktif", "") for nip, name in NAMES.items())
    office.sync()
    path = str(office.folder / "jampel.toml")

    assert main(["--config", path, "digest", "--dry-run", "--output", str(folder)]) == 0

    written = places(home)
    assert {file.suffix for file in written} >= {".eml", ".html", ".txt"}
    assert {file.parent for file in written} == {folder}
    assert all(file.name.isascii() and len(file.name) < 100 for file in written)
    (draft,) = folder.glob("*.eml")
    mail = message_from_bytes(draft.read_bytes(), EmailMessage, policy=SMTP)
    names = [name for part in mail.walk() if (name := part.get_filename())]
    assert mail["Bcc"] is None
    assert all(name == Path(name).name and "\\" not in name for name in names)
