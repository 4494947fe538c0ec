"""A login at a Moodle site that is renewed when it ends, and never tried more than twice."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import SourceRefusedError
from connectors.http.answer import Answer
from connectors.http.client import HttpClient
from connectors.http.recognise import is_login_page, refuse_stand_ins
from connectors.moodle_web.pages import ChangedAnswerError, Visit, login_token, visit
from connectors.moodle_web.troubles import NO_FORM, OUT_AGAIN, PASSWORD, WAITING

LOGIN = "login/index.php"
AJAX = "lib/ajax/service.php"
TRIES = 2
"""A wrong logintoken looks like a wrong password: once more with a fresh one, then no more."""

Asked = Mapping[str, str | int]
_WAITING = {
    "/login/change_password.php": "LMS meminta akun ini mengganti sandinya; masuklah sekali lewat "
                                  "peramban, ganti sandi, lalu ganti kredensial di jampel",
    "/admin/tool/policy/": "LMS meminta akun ini menyetujui kebijakan; masuklah sekali lewat "
                           "peramban dan setujui",
    "/user/policy.php": "LMS meminta akun ini menyetujui kebijakan; masuklah sekali lewat "
                        "peramban dan setujui",
    "/user/edit.php": "LMS meminta profil akun ini dilengkapi; masuklah sekali lewat peramban",
}  # fmt: skip
_OUT = frozenset({"servicerequireslogin", "invalidsesskey"})


class WebSession:
    """Somebody who is logged in at a site."""

    def __init__(self, client: HttpClient, username: str, password: str) -> None:
        self._client = client
        self._username = username
        self._password = password
        self._visit = Visit("", "UTC")

    @property
    def zone(self) -> str:
        """Give the time zone in which this account is shown times."""
        return self._visit.zone

    async def enter(self) -> None:
        """Log in.

        Raises:
            SourceRefusedError: name or password are wrong.

        """
        for _ in range(TRIES):
            self._client.fresh_session()
            landing = await self._try_once()
            if landing is not None:
                self._visit = visit(landing)
                return
        raise SourceRefusedError(
            "LMS menolak nama pengguna atau sandi (dicoba dua kali, tidak lagi supaya akun tidak "
            "terkunci); ganti kredensial",
            trouble=PASSWORD,
        )

    async def get(self, path: str, params: Asked | None = None, *, signed: bool = False) -> Answer:
        """Ask for a page or a file, in English; where the session is over, log in and ask again.

        `signed` sends the sesskey along.
        """
        for last in (False, True):
            key = {"sesskey": self._visit.sesskey} if signed else {}
            asked: dict[str, str | int | list[str]] = {**(params or {}), "lang": "en", **key}
            answer = await self._client.get(path, params=asked)
            _refuse_waiting(answer)  # the form for a new password looks like that for the old
            if not _is_out(answer):
                return answer
            if not last:
                await self.enter()
        raise self._out_again()

    async def page(self, path: str, params: Asked | None = None) -> Answer:
        """Ask for a page of Moodle."""
        answer = await self.get(path, params)
        self._visit = visit(answer)
        return answer

    async def ajax(self, function: str, args: Mapping[str, object]) -> Any:
        """Call a function as the site's own pages do; gives what came, errors too."""
        calls = [{"index": 0, "methodname": function, "args": dict(args)}]
        for last in (False, True):
            answer = await self._client.post(
                AJAX,
                params={"sesskey": self._visit.sesskey, "info": function},
                json=calls,
                idempotent=True,
            )
            if not _is_out(answer):
                refuse_stand_ins(answer)
                found = answer.json()
                if errorcode(found) not in _OUT:
                    return found
            if not last:
                await self.enter()
        raise self._out_again()

    async def _try_once(self) -> Answer | None:
        form = await self._client.get(LOGIN, params={"lang": "en"})
        if not is_login_page(form):
            refuse_stand_ins(form, html_expected=True)
            raise ChangedAnswerError(
                "tidak ada formulir masuk dengan sandi (SSO belum didukung)", form, trouble=NO_FORM
            )
        data = {
            "anchor": "",
            "logintoken": login_token(form),
            "username": self._username,
            "password": self._password,
        }
        answer = await self._client.post(LOGIN, data=data)
        _refuse_waiting(answer)
        return None if _is_out(answer) else answer

    def _out_again(self) -> SourceRefusedError:
        return SourceRefusedError(
            "LMS meminta masuk lagi tepat setelah masuk: akun ini mungkin dipakai di tempat lain "
            "atau dibatasi; periksa akunnya atau ganti kredensial",
            trouble=OUT_AGAIN,
        )


def errorcode(said: Any) -> str | None:
    """Give the error of an AJAX answer: in its list, or of the whole call."""
    match said:
        case [{"error": True, "exception": {"errorcode": code}}] | {"errorcode": code}:
            return str(code)
        case _:
            return None


def _is_out(answer: Answer) -> bool:
    return urlsplit(answer.url).path.endswith("/" + LOGIN) or is_login_page(answer)


def _refuse_waiting(answer: Answer) -> None:
    path = urlsplit(answer.url).path
    for place, what in _WAITING.items():
        if place in path:
            raise SourceRefusedError(what, trouble=WAITING)
