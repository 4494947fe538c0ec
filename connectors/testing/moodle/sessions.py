"""Logging in to the fake Moodle: cookie, logintoken, sesskey, and a session that ends."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from connectors.testing.moodle.exchange import Reply, Request, page, redirect
from connectors.testing.moodle.parts import User
from connectors.testing.moodle.world import World
from connectors.testing.moodle.ws import find_account

LOGIN = "/login/index.php"
_COOKIE = "MoodleSession"


@dataclass(slots=True)
class Session:
    """What the site knows of one browser."""

    cookie: str = field(default_factory=lambda: secrets.token_hex(13))
    user: int | None = None
    sesskey: str = field(default_factory=lambda: secrets.token_hex(5))
    logintoken: str = field(default_factory=lambda: secrets.token_hex(16))
    lang: str = ""
    failed: bool = False

    @property
    def header(self) -> tuple[str, str]:
        """Give the header that hands the cookie out."""
        return "Set-Cookie", f"{_COOKIE}={self.cookie}; path=/; HttpOnly"


@dataclass(slots=True)
class Sessions:
    """All sessions of a site."""

    known: dict[str, Session] = field(default_factory=dict)

    def expire(self) -> None:
        """End all sessions."""
        self.known.clear()

    def of(self, cookies: Mapping[str, str]) -> Session | None:
        """Find the session of a request."""
        return self.known.get(cookies.get(_COOKIE, ""))

    def start(self, user: int | None = None) -> Session:
        """Begin a session, of an account or of nobody yet."""
        session = Session(user=user)
        self.known[session.cookie] = session
        return session


def to_login(sessions: Sessions, base: str) -> Reply:
    """Send one without a session to the login page; downloads are no exception."""
    return redirect(f"{base}{LOGIN}", sessions.start().header)


def login(world: World, sessions: Sessions, request: Request) -> Reply:
    """Answer the login page: the form, a try, and the test that cookies work."""
    session = sessions.of(request.cookies) or sessions.start()
    if request.method == "POST":
        return _try(world, sessions, session, request)
    if session.user is not None:
        if "testsession" in request.params:
            return redirect(f"{request.base}/")
        return page("Konfirmasi", '<div role="main"> Konfirmasi </div>')
    form = page(f"Masuk ke situs | {world.name}", _form(session, request.base))
    session.failed = False
    return Reply(200, form.body, headers=(session.header,))


def landing(world: World, session: Session, user: User, base: str, *, body: str = "") -> Reply:
    """Answer a page of one who is in; M.cfg says who."""
    cfg = {
        "wwwroot": base.replace("/", "\\/"),
        "sesskey": session.sesskey,
        "sessiontimeout": "28800",
        "usertimezone": world.timezone.replace("/", "\\/"),
        "language": session.lang or user.lang,
    }
    said = ",".join(f'"{name}":"{value}"' for name, value in cfg.items())
    script = (
        f'<script>\n//<![CDATA[\nM.cfg = {{{said},"siteId":1,"userId":{user.id}}};\n//]]></script>'
    )
    return page(world.name, script + body)


def _try(world: World, sessions: Sessions, session: Session, request: Request) -> Reply:
    given = request.params
    token, session.logintoken = session.logintoken, secrets.token_hex(16)
    user = find_account(world, given.get("username", ""), given.get("password", ""))
    # A wrong logintoken looks like a wrong password, as in the real one.
    if user is None or given.get("logintoken") != token:
        session.failed = True
        query = urlencode({"loginredirect": 1})
        return redirect(f"{request.base}{LOGIN}?{query}", session.header)
    sessions.known.pop(session.cookie, None)
    inside = sessions.start(user.id)
    return redirect(f"{request.base}{LOGIN}?testsession={user.id}", inside.header)


def _form(session: Session, base: str) -> str:
    alert = (
        '<div class="alert alert-danger" role="alert">'
        "Galat saat log masuk, silakan ulang lagi</div>\n"
        if session.failed
        else ""
    )
    return (
        f'{alert}<form class="login-form" action="{escape(base + LOGIN)}" method="post" id="login">'
        "\n"
        ' <input id="anchor" type="hidden" name="anchor" value="">\n'
        f' <input type="hidden" name="logintoken" value="{session.logintoken}">\n'
        ' <input type="text" name="username" id="username" value="" autocomplete="username">\n'
        ' <input type="password" name="password" id="password" value="">\n'
        ' <button class="btn btn-primary btn-lg" type="submit" id="loginbtn">Masuk</button>\n'
        "</form>"
    )
