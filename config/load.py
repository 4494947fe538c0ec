"""Load the settings: TOML, then the environment, then secrets; every error is told at once."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from config.document import Document, read_document
from config.environment import with_environment
from config.problems import ConfigError, Problem, did_you_mean
from config.rules import load_rules
from config.secrets import resolve_secrets
from config.settings import Settings, SourceSettings, split_source
from config.validation import keys_of, problems_of


def load(
    path: Path,
    env: Mapping[str, str],
    option_models: Mapping[str, type[BaseModel]] | None = None,
) -> Settings:
    """Load the settings of a file.

    Args:
        path: the TOML file.
        env: the environment.
        option_models: the options of each connector there is, by the connector's name; with it
            the options of every source are checked too.

    Raises:
        ConfigError: something is wrong; it names everything that is.

    """
    base_dir = path.absolute().parent
    document, problems = with_environment(read_document(path), env, base_dir)
    tree, missing = resolve_secrets(document, env, base_dir)
    problems += missing
    if tree.pop("base_dir", None) is not None:
        problems.append(document.problem(("base_dir",), "unknown key"))
    settings = None
    try:
        settings = Settings.model_validate({**tree, "base_dir": base_dir})
    except ValidationError as error:
        problems += problems_of(error, document, Settings)
    if option_models is not None:
        problems += _options(tree.get("sources"), document, option_models)
    problems += _rules(tree.get("rules"), base_dir)
    if settings is None or problems:
        raise ConfigError(_first_at_each_path(problems))
    return settings


def _options(
    sources: object, document: Document, models: Mapping[str, type[BaseModel]]
) -> list[Problem]:
    problems: list[Problem] = []
    for name, table in sources.items() if isinstance(sources, dict) else ():
        connector = table.get("connector") if isinstance(table, dict) else None
        if not isinstance(connector, str):
            continue
        if connector not in models:
            message = f'unknown connector "{connector}"{did_you_mean(connector, models)}'
            problems.append(document.problem(("sources", name, "connector"), message))
            continue
        model = models[connector]
        try:
            model.model_validate(split_source(table)["options"])
        except ValidationError as error:
            own = keys_of(SourceSettings)
            problems += problems_of(error, document, model, prefix=("sources", name), also=own)
    return problems


def _rules(table: object, base_dir: Path) -> list[Problem]:
    folder = table.get("path") if isinstance(table, dict) else None
    if not isinstance(folder, str):
        return []
    try:
        load_rules(base_dir / Path(folder).expanduser())
    except ConfigError as error:
        return error.problems
    return []


def _first_at_each_path(problems: list[Problem]) -> list[Problem]:
    """Keep one problem a setting: a missing secret is not also an invalid one."""
    kept: dict[tuple[str, str, int | None], Problem] = {}
    for problem in problems:
        kept.setdefault(
            (problem.file, problem.path, None if problem.path else problem.line), problem
        )
    return list(kept.values())
