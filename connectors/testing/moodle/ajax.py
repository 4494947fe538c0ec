"""The service that Moodle's own pages call: a session and a sesskey instead of a token."""

import json

from connectors.testing.moodle.call import Call, Json
from connectors.testing.moodle.display import View
from connectors.testing.moodle.exchange import Reply, Request, json_reply
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.functions import FULL, FUNCTIONS
from connectors.testing.moodle.sessions import Session
from connectors.testing.moodle.world import World

AJAX = "/lib/ajax/service.php"
SECONDS_LEFT = 28_800
_ALLOWED = frozenset({
    "core_course_get_courses",
    "core_user_get_users_by_field",
    "mod_customcert_list_issues",
    "core_reportbuilder_set_filters",
    "core_reportbuilder_filters_reset",
})  # fmt: skip


def answer(world: World, session: Session | None, request: Request) -> Reply:
    """Answer a list of calls; the first that fails is the last that is answered."""
    try:
        calls = json.loads(request.body)
    except ValueError:
        calls = []
    said: list[Json] = []
    for one in calls:
        try:
            data = _run(world, session, request, one["methodname"], one.get("args", {}))
        except FunctionError as error:
            said.append({"error": True, "exception": _exception(error, world.lang, request.base)})
            break
        said.append({"error": False, "data": data})
    plain = json_reply(said)
    return Reply(200, plain.body, "application/json; charset=utf-8")


def _run(world: World, session: Session | None, request: Request, name: str, args: Json) -> Json:
    if session is None or session.user is None:
        raise FunctionError("servicerequireslogin")
    if request.params.get("sesskey") != session.sesskey:
        raise FunctionError("invalidsesskey")
    if name == "core_session_touch":
        return True
    if name == "core_session_time_remaining":
        return {"userid": session.user, "timeremaining": SECONDS_LEFT}
    if name not in _ALLOWED:
        raise FunctionError("servicenotavailable")
    params = _as_php(args)
    if not isinstance(params, dict) or params.keys() - FUNCTIONS[name].takes:
        raise FunctionError("invalidparameter")
    caller = world.users[session.user]
    view = View(session.lang or caller.lang, world.timezone)
    return FUNCTIONS[name].answer(
        Call(world, caller, FULL, params, view, request.base, may_edit=True)
    )


def _as_php(value: Json) -> Json:
    """Make of JSON what a form would have said: a list is a map by index."""
    if isinstance(value, list):
        return {str(index): _as_php(one) for index, one in enumerate(value)}
    if isinstance(value, dict):
        return {name: _as_php(one) for name, one in value.items()}
    return value


def _exception(error: FunctionError, lang: str, base: str) -> dict[str, str]:
    body = error.body(lang)
    return {
        "message": body["message"],
        "errorcode": error.errorcode,
        "link": f"{base}/",
        "moreinfourl": f"https://docs.moodle.org/405/id/error/webservice/{error.errorcode}",
    }
