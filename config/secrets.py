"""Secrets: `{ env = "X" }` or `{ file = "..." }` in the TOML, never the secret itself."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from config.document import Document
from config.lines import Path as TomlPath
from config.problems import Problem

_NAMES = re.compile(
    r"(?:.*_)?(?:password|passwd|passphrase|token|secret|api_?key|private_key|credentials?)"
)
_URL_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@\s:]*:[^/?#@\s]+@", re.IGNORECASE)
_INSTEAD = 'use { env = "NAME" } or { file = "..." }'


class Secret(SecretStr):
    """Text that never shows itself; a connector may declare it as pydantic's SecretStr."""

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"


class SecretMissingError(Exception):
    """A secret is not where the configuration says."""


def is_secret_name(name: str) -> bool:
    """Whether a setting of this name holds a secret."""
    return _NAMES.fullmatch(name.lower().replace("-", "_")) is not None


def read_secret_file(path: Path) -> Secret:
    """Read a secret from a file; line breaks at its end are not part of it."""
    try:
        text = path.read_text("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise SecretMissingError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SecretMissingError(f"{path} is not UTF-8 text") from error
    if not text:
        raise SecretMissingError(f"{path} is empty")
    return Secret(text)


def resolve_secrets(
    document: Document, env: Mapping[str, str], base_dir: Path
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the tree with every `{ env }` and `{ file }` replaced by its Secret.

    A secret that is missing, or written out in the file, is a problem and stands as an empty
    Secret, so that the rest of the file can still be checked.
    """
    problems: list[Problem] = []

    def walk(value: object, path: TomlPath) -> object:
        try:
            if isinstance(value, dict):
                if _is_reference(value):
                    return _fetch(value, env, base_dir)
                return {key: walk(item, (*path, key)) for key, item in value.items()}
            if isinstance(value, list):
                return [walk(item, (*path, index)) for index, item in enumerate(value)]
            if isinstance(value, str) and path not in document.origins:
                _refuse_literal(value, path)
        except SecretMissingError as error:
            problems.append(document.problem(path, str(error)))
            return Secret("")
        return value

    tree = {key: walk(item, (key,)) for key, item in document.tree.items()}
    return tree, problems


def _is_reference(table: dict[str, object]) -> bool:
    return len(table) == 1 and next(iter(table)) in {"env", "file"}


def _fetch(table: dict[str, object], env: Mapping[str, str], base_dir: Path) -> Secret:
    kind, name = next(iter(table.items()))
    if not isinstance(name, str) or not name:
        raise SecretMissingError(f"{kind} must be a text")
    if kind == "file":
        return read_secret_file(base_dir / name)
    if name not in env:
        raise SecretMissingError(f"environment variable {name} is not set")
    if not env[name]:
        raise SecretMissingError(f"environment variable {name} is empty")
    return Secret(env[name])


def _refuse_literal(value: str, path: TomlPath) -> None:
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if is_secret_name(name):
        raise SecretMissingError(f"a secret must not stand in this file: {_INSTEAD}")
    if _URL_PASSWORD.match(value):
        raise SecretMissingError(f"a URL with a password must not stand in this file: {_INSTEAD}")
