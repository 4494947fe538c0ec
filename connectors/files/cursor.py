"""What of a folder is known already: each file's stamp when it was last yielded."""

import json
from collections.abc import Mapping

from connectors.contract import Cursor
from connectors.errors import CursorForeignError
from connectors.files.folder import Stamp

_MARK = "files"

Seen = Mapping[str, tuple[Stamp, str]]
"""Path → its stamp and SHA-256; the latter is empty for what was refused unopened."""


def write_cursor(seen: Seen) -> Cursor:
    """Write down what is known, in plain ASCII whatever the names are."""
    return Cursor(json.dumps({_MARK: {path: [*stamp, sha] for path, (stamp, sha) in seen.items()}}))


def read_cursor(cursor: Cursor | None) -> dict[str, tuple[Stamp, str]]:
    """Read what `write_cursor` wrote.

    Raises:
        CursorForeignError: somebody else wrote it.

    """
    if cursor is None:
        return {}
    try:
        found = json.loads(cursor)
    except ValueError as error:
        raise CursorForeignError("penanda letak ini bukan buatan konektor files") from error
    if not isinstance(found, dict) or found.keys() != {_MARK} or not isinstance(found[_MARK], dict):
        raise CursorForeignError("penanda letak ini bukan buatan konektor files")
    seen: dict[str, tuple[Stamp, str]] = {}
    for path, entry in found[_MARK].items():
        match entry:
            case [int(size), int(changed), int(touched), int(inode), str(sha)]:
                seen[path] = ((size, changed, touched, inode), sha)
            case _:
                raise CursorForeignError(f"penanda letak tidak memuat cap berkas {path!a}")
    return seen
