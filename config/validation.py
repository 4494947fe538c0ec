"""Say what pydantic found wrong in our words, with the line and the nearest known name."""

import types
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.document import Document
from config.lines import Path as TomlPath
from config.problems import Problem, did_you_mean

SURELY = 0.8
"""A source's own options are unknown names, too, until its connector is known."""
_UNSAID = frozenset({"base_dir", "options"})
"""Fields of our models that are never written in the file."""
_SAID = {
    "missing": "is missing",
    "string_too_short": "must not be empty",
    **dict.fromkeys(("model_type", "dict_type", "mapping_type", "model_attributes_type"),
                    "must be a table"),
    **dict.fromkeys(("tuple_type", "list_type", "set_type", "frozen_set_type"), "must be a list"),
}  # fmt: skip
"""What pydantic says in words of Python."""


def problems_of(
    error: ValidationError,
    document: Document,
    model: type[BaseModel],
    *,
    prefix: TomlPath = (),
    also: Iterable[str] = (),
) -> list[Problem]:
    """Return the problems of a table that `model` refused.

    Args:
        error: what pydantic said.
        document: the file that the table stands in.
        model: what the table was read as.
        prefix: path of the table in the file.
        also: names that may stand in this table beside the model's own.

    """
    return [
        problem
        for one in error.errors(include_url=False)
        for problem in _problems(one, document, model, prefix, also)
    ]


def _problems(
    one: ErrorDetails, document: Document, model: type[BaseModel], prefix: TomlPath,
    also: Iterable[str],
) -> Iterator[Problem]:  # fmt: skip
    loc = tuple(part for part in one["loc"] if part != "[key]")
    yield document.problem((*prefix, *loc), _message(one, model, loc, also))
    if one["type"] == "missing":
        known = {*keys_of(_annotation_at(model, loc[:-1])), *also}
        said = [n for n in document.names_in((*prefix, *loc[:-1])) if n not in known]
        for meant in get_close_matches(str(loc[-1]), said, n=1, cutoff=SURELY):
            message = f'unknown key, did you mean "{loc[-1]}"?'
            yield document.problem((*prefix, *loc[:-1], meant), message)


def _message(one: ErrorDetails, model: type[BaseModel], loc: TomlPath, also: Iterable[str]) -> str:
    text = one["msg"]
    match one["type"]:
        case "extra_forbidden":
            known = {*keys_of(_annotation_at(model, loc[:-1])), *(also if len(loc) == 1 else ())}
            return f"unknown key{did_you_mean(str(loc[-1]), known)}"
        case "value_error":
            return text.removeprefix("Value error, ")
        case "literal_error" if isinstance(one["input"], str):
            choices = text.replace("'", '"').removeprefix("Input should be ")
            known = set(choices.replace(" or ", ", ").replace('"', "").split(", "))
            return f"must be {choices}{did_you_mean(one['input'], known)}"
        case kind:
            return _SAID.get(kind) or text.replace("Input should be", "must be", 1)


def keys_of(annotation: Any) -> set[str]:
    """Return the names that may stand in a table of this model."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return {field.alias or name for name, field in fields} - _UNSAID
    return set()


def _annotation_at(model: type[BaseModel], loc: TomlPath) -> Any:
    annotation: Any = model
    for part in loc:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = annotation.model_fields.items()
            field = next((f for name, f in fields if part in {name, f.alias}), None)
            annotation = _plain(field.annotation) if field else None
        elif get_origin(annotation) in {dict, Mapping, list, tuple}:
            arguments = [a for a in get_args(annotation) if a is not Ellipsis]
            annotation = _plain(arguments[-1])
        else:
            return None
    return annotation


def _plain(annotation: Any) -> Any:
    """Look through `Annotated[X, ...]` and `X | None`."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return _plain(next(a for a in get_args(annotation) if a is not types.NoneType))
    return annotation
