"""A TOML file with its text, so that each complaint about it can name the line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.lines import Path as TomlPath
from config.lines import line_of
from config.problems import ConfigError, Problem

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_AT_END = re.compile(r"\s*\(at end of document\)$")
_TABLE_TWICE = re.compile(r"Cannot declare \((.+)\) twice")
_KEY_TWICE = "Cannot overwrite a value"


@dataclass(frozen=True, slots=True)
class Document:
    """What a TOML file says, what the environment adds to it, and where each stands."""

    file: str
    text: str
    tree: dict[str, Any]
    origins: Mapping[TomlPath, str] = field(default_factory=dict)
    """Environment variable that set a path, for paths that are not said in the file."""

    def problem(self, path: TomlPath, message: str) -> Problem:
        """Return a problem with the place where `path` is said."""
        dotted = ".".join(map(str, path))
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return Problem(self.origins[path[:length]], None, dotted, message)
        return Problem(self.file, line_of(self.text, path), dotted, message)

    def names_in(self, path: TomlPath) -> list[str]:
        """Return the names that stand in the table at `path`; none where there is no such table."""
        table: Any = self.tree
        for part in path:
            table = table.get(part) if isinstance(table, dict) else None
        return list(table) if isinstance(table, dict) else []


def read_document(path: Path) -> Document:
    """Read a TOML file.

    Raises:
        ConfigError: it is not there, not UTF-8 or not TOML.

    """
    file = str(path)
    try:
        body = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError([Problem(file, None, "", "there is no such file")]) from error
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise ConfigError([Problem(file, None, "", message)]) from error
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ConfigError([Problem(file, line, "", "is not UTF-8 text")]) from error
    try:
        return Document(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_problem(file, text, str(error))]) from error


def _syntax_problem(file: str, text: str, message: str) -> Problem:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    plain = _AT_END.sub(" at the end of the file", _AT_LINE.sub("", message))
    if table := _TABLE_TWICE.fullmatch(plain):
        name = ".".join(re.findall(r"'(.+?)'", table[1]))
        return Problem(file, line, name, "this table stands here twice: keep one of them")
    if plain == _KEY_TWICE:
        return Problem(file, line, "", "this key is said twice in its table: keep one of them")
    return Problem(file, line, "", f"not TOML: {plain[:1].lower()}{plain[1:]}")
