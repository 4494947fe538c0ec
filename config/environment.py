"""Settings from the environment: `JAMPEL_STORE__URL` sets store.url, `..._FILE` reads a file."""

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.document import Document
from config.lines import Path as TomlPath
from config.problems import Problem
from config.secrets import Secret, SecretMissingError, is_secret_name, read_secret_file

_PREFIX = "JAMPEL_"
_FILE = "_FILE"


def with_environment(
    document: Document, env: Mapping[str, str], base_dir: Path
) -> tuple[Document, list[Problem]]:
    """Return the document with what the environment says laid over it.

    Only names with a double underscore are settings: each lives in a section.
    """
    tree = copy.deepcopy(document.tree)
    origins: dict[TomlPath, str] = {}
    problems: list[Problem] = []
    for variable in sorted(env):
        if not variable.startswith(_PREFIX) or "__" not in variable:
            continue
        name = variable.removeprefix(_PREFIX)
        try:
            if name.endswith(_FILE):
                name = name.removesuffix(_FILE)
                value: object = _from_file(name, env, base_dir)
            else:
                value = _value(env[variable])
            origins[_put(tree, name, value)] = variable
        except SecretMissingError as error:
            problems.append(Problem(variable, None, "", str(error)))
    return replace(document, tree=tree, origins=origins), problems


def _from_file(name: str, env: Mapping[str, str], base_dir: Path) -> Secret:
    if _PREFIX + name in env:
        raise SecretMissingError(f"{_PREFIX}{name} is set too: keep one of them")
    return read_secret_file(base_dir / env[_PREFIX + name + _FILE])


def _value(text: str) -> object:
    """Read arrays and inline tables as TOML; all else is text, which settings convert."""
    if text[:1] in {"[", "{"}:
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return text


def _put(tree: dict[str, Any], name: str, value: object) -> TomlPath:
    path: TomlPath = ()
    table = tree
    *parents, last = name.lower().split("__")
    for part in parents:
        key = _key(table, part, path)
        path = (*path, key)
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            raise SecretMissingError(f"{'.'.join(map(str, path))} is not a section")
    key = _key(table, last, path)
    secret = isinstance(value, str) and is_secret_name(key)
    table[key] = Secret(str(value)) if secret else value
    return (*path, key)


def _key(table: Mapping[str, object], part: str, path: TomlPath) -> str:
    """Find the key that a part of a variable's name means; names cannot hold a dash."""
    for key in table:
        if key.lower().replace("-", "_") == part:
            return key
    return part.replace("_", "-") if path == ("sources",) else part
