"""The web services of the fake Moodle: PHP parameters in, JSON or XML out, errors as 200."""

import re
import secrets
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from connectors.testing.moodle.call import Call, Json
from connectors.testing.moodle.display import View
from connectors.testing.moodle.exchange import Reply, Request, json_reply
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.functions import FUNCTIONS, MOBILE
from connectors.testing.moodle.parts import User
from connectors.testing.moodle.world import World

REST = "/webservice/rest/server.php"
TOKEN = "/login/token.php"  # noqa: S105 - a path
_SETTINGS = re.compile(r"wstoken|wsfunction|moodlews.*")
_STEP = re.compile(r"\[([^\]]*)\]")


def answer(world: World, request: Request) -> Reply:
    """Answer a call of a function."""
    given = request.params
    try:
        result = _run(world, request, given)
    except FunctionError as error:
        body = error.body(given.get("moodlewssettinglang", world.lang))
        if given.get("moodlewsrestformat") == "json":
            return json_reply(body)
        return _xml_reply(_xml_error(body))
    if given.get("moodlewsrestformat") == "json":
        return json_reply(result)
    return _xml_reply(f"<RESPONSE>\n{_xml(result)}</RESPONSE>\n")


def give_token(world: World, request: Request) -> Reply:
    """Answer login/token.php: a token of the mobile service for a name and a password."""
    given = request.params
    user = find_account(world, given.get("username", ""), given.get("password", ""))
    if user is None:
        return _no_token("invalidlogin", "Galat saat log masuk, silakan ulang lagi")
    if given.get("service") != "moodle_mobile_app":
        return _no_token("servicenotavailable", "Layanan web tidak tersedia.")
    for known in world.tokens.values():
        if known.user == user.id and known.functions == MOBILE and not known.expired:
            return json_reply({"token": known.value, "privatetoken": None})
    made = world.add_token(secrets.token_hex(16), user, MOBILE)
    return json_reply({"token": made.value, "privatetoken": None})


def find_account(world: World, username: str, password: str) -> User | None:
    """Find the account of a name and a password, if it may come in."""
    for user in world.users.values():
        if user.username == username and not user.deleted and not user.suspended:
            return user if user.password and user.password == password else None
    return None


def php_params(pairs: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """Read `options[0][name]=x` as PHP does: maps of maps."""
    whole: dict[str, Json] = {}
    for key, value in pairs:
        name, bracket, rest = key.partition("[")
        steps = [name, *_STEP.findall(bracket + rest)]
        place: dict[str, Json] = whole
        for step in steps[:-1]:
            inner = place.setdefault(step or str(len(place)), {})
            if not isinstance(inner, dict):
                raise FunctionError("invalidparameter")
            place = inner
        place[steps[-1] or str(len(place))] = value
    return whole


def _run(world: World, request: Request, given: Mapping[str, str]) -> Json:
    caller, functions = _let_in(world, given.get("wstoken", ""))
    name = given.get("wsfunction", "")
    if not name:
        raise FunctionError("invalidparameter")
    if name not in FUNCTIONS:
        raise FunctionError("invalidrecord", "external_functions")
    if name not in functions:
        raise FunctionError("accessexception")
    pairs = [one for one in (*request.query, *request.form) if not _SETTINGS.fullmatch(one[0])]
    params = php_params(pairs)
    if params.keys() - FUNCTIONS[name].takes:
        raise FunctionError("invalidparameter")
    return FUNCTIONS[name].answer(
        Call(
            world=world,
            caller=caller,
            functions=functions,
            params=params,
            view=View(
                given.get("moodlewssettinglang", world.lang),
                given.get("moodlewssettingtimezone", world.timezone),
            ),
            base=request.base,
            raw=given.get("moodlewssettingraw") == "1",
        )
    )


def _let_in(world: World, value: str) -> tuple[User, frozenset[str]]:
    token = world.tokens.get(value)
    if token is None or (token.expired and token.told):
        raise FunctionError("invalidtoken")
    if token.expired:
        token.told = True
        raise FunctionError("accessexception")
    user = world.users[token.user]
    if user.deleted:
        raise FunctionError("invalidtoken")
    if user.suspended:
        raise FunctionError("wsaccessusersuspended", user.username)
    return user, token.functions


def _no_token(errorcode: str, message: str) -> Reply:
    return json_reply(
        {
            "error": message,
            "errorcode": errorcode,
            "stacktrace": None,
            "debuginfo": None,
            "reproductionlink": None,
        }
    )


def _xml_reply(content: str) -> Reply:
    return Reply(
        body=f'<?xml version="1.0" encoding="UTF-8" ?>\n{content}'.encode(),
        media_type="application/xml; charset=utf-8",
        headers=(("Content-Disposition", 'inline; filename="response.xml"'),),
    )


def _xml_error(body: Mapping[str, str]) -> str:
    return (
        f"<EXCEPTION class={quoteattr(body['exception'])}>\n"
        f"<ERRORCODE>{body['errorcode']}</ERRORCODE>\n"
        f"<MESSAGE>{escape(body['message'])}</MESSAGE>\n</EXCEPTION>\n"
    )


def _xml(value: Json) -> str:
    if isinstance(value, list):
        return f"<MULTIPLE>\n{''.join(_xml(one) for one in value)}</MULTIPLE>\n"
    if isinstance(value, dict):
        keys = "".join(
            f"<KEY name={quoteattr(name)}>{_xml(one).rstrip()}\n</KEY>\n"
            for name, one in value.items()
        )
        return f"<SINGLE>\n{keys}</SINGLE>\n"
    if value is None:
        return '<VALUE null="null"/>\n'
    plain = int(value) if isinstance(value, bool) else value
    return f"<VALUE>{escape(str(plain))}</VALUE>\n"
