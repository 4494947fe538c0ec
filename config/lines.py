"""Find the line on which a setting stands in a TOML text.

tomllib tells values but not places. This scanner runs over text that tomllib has accepted, so it
need not judge: it follows tables, keys, arrays and inline tables and notes where each begins.
"""

import re
import tomllib

Path = tuple[str | int, ...]
"""Keys from the root; an int is a place in an array."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'", re.DOTALL
)
_BARE = re.compile(r"[^,\]}\n#]*")


def line_of(text: str, path: Path) -> int:
    """Return the line of a setting, else of the nearest table that holds it, else 1."""
    lines = scan(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def scan(text: str) -> dict[Path, int]:
    """Return the line on which each path of a valid TOML text first stands."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.last: dict[Path, int] = {}
        """Index of the newest entry of each array of tables."""

    def run(self) -> None:
        table: Path = ()
        while self._skip_blank() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip_blank(self) -> int:
        self.at = self._end(_BLANK)
        return self.at

    def _end(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        return found.end() if found else self.at + 1

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if many else 1
        keys = self._keys()
        self.at += 2 if many else 1
        path: Path = ()
        for depth, key in enumerate(keys, 1):
            path = (*path, key)
            if many and depth == len(keys):
                self.last[path] = self.last.get(path, -1) + 1
            if path in self.last:
                path = (*path, self.last[path])
        self._note(path, start)
        return path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip_blank()
            start, self.at = self.at, self._end(_KEY)
            raw = self.text[start : self.at]
            keys.append(_unquoted(raw))
            self._skip_blank()
            if self.text[self.at : self.at + 1] != ".":
                return keys
            self.at += 1

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._keys())
        self._note(path, start)
        self.at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        match self.text[self.at : self.at + 1]:
            case "[":
                self._items(path, "]")
            case "{":
                self._items(path, "}")
            case '"' | "'":
                self.at = self._end(_STRING)
            case _:
                self.at = self._end(_BARE)

    def _items(self, path: Path, closing: str) -> None:
        self.at += 1
        index = 0
        while self._skip_blank() < len(self.text) and self.text[self.at] != closing:
            if self.text[self.at] == ",":
                self.at += 1
            elif closing == "}":
                self._pair(path)
            else:
                self._note((*path, index), self.at)
                self._value((*path, index))
                index += 1
        self.at += 1

    def _note(self, path: Path, at: int) -> None:
        line = self.text.count("\n", 0, at) + 1
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)


def _unquoted(raw: str) -> str:
    if raw[:1] in {'"', "'"}:
        return next(iter(tomllib.loads(f"{raw} = 0")))
    return raw
