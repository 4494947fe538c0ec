"""What a person is told when a command cannot do its work, and with which exit code."""

import os
import re
import traceback
from hashlib import sha256
from pathlib import Path

from typer.exceptions import TyperException

from cli.lazy import UnknownCommandError

FAILED, USAGE, NEEDS_A_PERSON, INTERRUPTED = 1, 2, 3, 130
DEBUG = "JAMPEL_DEBUG"
ROOT = Path(__file__).parent.parent
WHEN_AWAY = "Tidak ada yang berubah; periksa store.url dan servernya atau disknya, lalu ulangi."

_TRANSLATIONS = (
    (r"No such option: (\S+) \(Possible options: (.+)\)", "tidak ada pilihan {0}; maksudnya {1}?"),
    (r"No such option: (\S+)", "tidak ada pilihan {0}"),
    (r"Missing argument '(.+?)'\. Choose from:\s*(.+)", "argumen {0} belum diisi; yang ada: {1}"),
    (r"Missing argument '(.+?)'\.", "argumen {0} belum diisi"),
    (r"Missing option '(.+?)'\.", "pilihan {0} belum diisi"),
    (r"No such command '(.+?)'\.(?: Did you mean '(.+?)'\?)?", "tidak ada perintah {0}"),
    (r"Missing command\.", "perintahnya belum disebut; lihat `jampel --help`"),
    (
        r"Invalid value for '(.+?)': (?:Value error, )?'(.+)' is not one of (.+)\.",
        "nilai {0} salah: {1}; yang ada: {2}",
    ),
    (
        r"Invalid value for '(.+?)': Input should be a valid integer.*",
        "nilai {0} salah: bukan bilangan bulat",
    ),
    (
        r"Invalid value for '(.+?)': Input should be greater than or equal to (.+)",
        "nilai {0} salah: paling kecil {1}",
    ),
    (
        r"Invalid value for '(.+?)': Input should be less than or equal to (.+)",
        "nilai {0} salah: paling besar {1}",
    ),
    (r"Invalid value for '.+?': path '(.+)' is not readable\.", "{0}: tidak ada hak baca"),
    (r"Invalid value for '(.+?)': (?:Value error, )?(.+)", "nilai {0} salah: {1}"),
    (r"Option '(.+?)' requires an argument\.", "pilihan {0} perlu nilai"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", "argumen berlebih: {0}"),
)


class FailureError(Exception):
    """The command cannot do what was asked; the message is for a person."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def told(error: Exception) -> tuple[list[str], int]:
    """Return the lines to show for an error, and the exit code."""
    match error:
        case FailureError():
            return str(error).splitlines(), error.code
        case UnknownCommandError():
            return [str(error)], USAGE
        case TyperException():
            return [usage_words(error.format_message())], error.exit_code
        case _:
            return _known(error) or (_unexpected(error), FAILED)


def usage_words(message: str) -> str:
    """Say in Indonesian what Typer says of a command line."""
    for pattern, words in _TRANSLATIONS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words.format(*(re.sub(r"\s+", " ", part or "") for part in found.groups()))
    return message


def _known(error: Exception) -> tuple[list[str], int] | None:
    """Errors of rooms that are loaded only by commands that can raise them."""
    from alerts.period import PeriodError  # noqa: PLC0415 - costs nothing where nothing fails
    from config.problems import ConfigError  # noqa: PLC0415
    from daemon.rounds import SourceUnknownError  # noqa: PLC0415
    from models.passing import is_damage, passing  # noqa: PLC0415
    from models.store import StoreAwayError, StoreDamagedError, StoreError  # noqa: PLC0415

    match error:
        case ConfigError():
            return [str(problem) for problem in error.problems], USAGE
        case PeriodError() | SourceUnknownError():
            return [str(error)], USAGE
        case StoreAwayError():
            return [f"basis data tidak menjawab: {error.words}. {WHEN_AWAY}"], FAILED
        case StoreError():
            return [f"basis data: {error}"], FAILED
        case _ if is_damage(error):
            return [f"basis data: {StoreDamagedError(type(error).__name__)}"], FAILED
        case _:
            lacking = passing(error)
            told = f"{lacking}; yang sedang dikerjakan tidak disimpan"
            return ([told], FAILED) if lacking else None


def _unexpected(error: Exception) -> list[str]:
    """One line; its id is the same wherever the same error strikes, and holds no data."""
    frames = list(traceback.extract_tb(error.__traceback__))
    # Our own last frame says more than one deep inside a library.
    frames = [f for f in frames if Path(f.filename).parent.parent == ROOT] or frames
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    kind = type(error).__name__
    number = sha256(f"{kind} {place}".encode()).hexdigest()[:8]
    lines = [f"galat tak terduga {kind} (id {number}, {place}); rinciannya dengan {DEBUG}=1"]
    if os.environ.get(DEBUG) == "1":
        lines += "".join(traceback.format_exception(error)).splitlines()
    return lines
