"""The one way a connector speaks HTTP: within limits, tried again where that is safe.

    async with HttpClient(HttpSettings("https://lms.example"), secrets=[token]) as client:
        answer = await client.post(
            "/webservice/rest/server.php", data={"wstoken": token, ...}, idempotent=True
        )
        refuse_stand_ins(answer)
        site = answer.json()

A path is joined to `base_url` (one that begins with "/" is below it too), or is a whole address of
the same scheme, host and port. Good statuses come back; others raise what the engine does next.
"""

import asyncio
import logging
import ssl
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx
import structlog
import tenacity

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.http import server_time
from connectors.http.answer import Answer, media_type_of
from connectors.http.body import read_body
from connectors.http.breaker import Breaker
from connectors.http.masking import Mask
from connectors.http.redirects import MAX_REDIRECTS, next_request, refuse_elsewhere
from connectors.http.settings import HttpSettings
from connectors.http.statuses import MOVED, age_of, judge
from connectors.http.timing import Pace, Timing
from connectors.http.transport import (
    NameUnknownError,
    PinnedBackend,
    PinnedTransport,
    Resolve,
    resolve,
    trust,
)
from connectors.troubles import CERTIFICATE, NAME_UNKNOWN, TOO_SLOW, UNREACHABLE, Trouble

BROKEN = (
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
    *(httpcore.UnsupportedProtocol, httpx.TransportError, httpx.StreamError, OSError),
)
Fields = Mapping[str, str | int | list[str]]

log = structlog.get_logger()


class HttpClient:
    """Asks one source; keeps its cookies, its pace and the state of its circuit."""

    def __init__(
        self,
        settings: HttpSettings,
        *,
        secrets: Iterable[str] = (),
        timing: Timing | None = None,
        resolver: Resolve = resolve,
    ) -> None:
        self._settings = settings
        self._mask = Mask(secrets)
        self._timing = timing or Timing()
        self._pace = Pace(settings.requests_per_second, self._timing)
        self._places = asyncio.Semaphore(settings.concurrency)
        self._breaker = Breaker(settings.breaker_failures, settings.breaker_seconds, self._timing)
        self._base = httpx.URL(settings.base_url.rstrip("/") + "/")
        self._http = _make(settings, resolver)
        for chatty in ("httpx", "httpcore"):  # they log whole addresses, with tokens
            logging.getLogger(chatty).setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    def fresh_session(self) -> None:
        """Forget all cookies, as before a new login."""
        self._http.cookies.clear()

    async def get(
        self,
        path: str,
        *,
        params: Fields | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for something; tried again when it fails on its way."""
        request = self._http.build_request(
            "GET", self._address(path), params=params, headers=headers
        )
        return await self._asked(request, again=True)

    async def post(
        self,
        path: str,
        *,
        params: Fields | None = None,
        data: Fields | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool = False,
    ) -> Answer:
        """Send something; tried again only where the caller says that twice is as good as once."""
        request = self._http.build_request(
            "POST", self._address(path), params=params, data=data, json=json, headers=headers
        )
        return await self._asked(request, again=idempotent)

    def _address(self, path: str) -> httpx.URL:
        is_whole = path.lower().startswith(("http://", "https://"))
        url = httpx.URL(path) if is_whole else self._base.join(path.lstrip("/"))
        self._same_origin(url)
        return url

    def _same_origin(self, url: httpx.URL) -> None:
        refuse_elsewhere(url, self._base, self._mask.url(str(self._base)))

    async def _asked(self, request: httpx.Request, *, again: bool) -> Answer:
        self._breaker.enter()
        try:
            answer = await self._tried(request, again=again)
        except SourceUnavailableError:
            self._breaker.failed()
            raise
        except (SourceRefusedError, SourceChangedError):
            self._breaker.succeeded()  # it answers, though not what we want
            raise
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        return answer

    async def _tried(self, request: httpx.Request, *, again: bool) -> Answer:
        ends_at = self._timing.monotonic() + self._settings.deadline_seconds
        tries = tenacity.AsyncRetrying(
            sleep=self._timing.sleep,
            stop=tenacity.stop_after_attempt(self._settings.attempts if again else 1),
            wait=_wait,
            retry=tenacity.retry_if_exception(lambda error: self._may_wait(error, ends_at)),
            reraise=True,
        )
        async for attempt in tries:
            with attempt:
                return await self._once(request, ends_at)
        raise AssertionError  # pragma: no cover - tenacity raises what came last

    def _may_wait(self, error: BaseException, ends_at: float) -> bool:
        if not isinstance(error, SourceUnavailableError):
            return False
        asked = error.retry_after.total_seconds() if error.retry_after else 0
        left = ends_at - self._timing.monotonic()
        return asked <= min(self._settings.max_wait_seconds, left) and left > 0

    async def _once(self, request: httpx.Request, ends_at: float) -> Answer:
        where = self._mask.url(str(request.url))
        async with self._places:
            await self._pace.turn()
            try:
                async with asyncio.timeout(max(ends_at - self._timing.monotonic(), 0)):
                    answer = await self._followed(request)
            except TimeoutError as error:
                raise SourceUnavailableError(
                    f"{where} terlalu lama menjawab", trouble=TOO_SLOW
                ) from error
            except BROKEN as error:
                raise self._broken(error, where) from self._mask.cause(error)
        log.debug("http_answered", url=where, status=answer.status, size_bytes=len(answer.body))
        return answer

    def _broken(self, error: Exception, where: str) -> Exception:
        what = self._mask.text(str(error)) or type(error).__name__
        if _is_tls(error):
            return SourceRefusedError(
                f"{where}: sertifikat keamanannya tidak sah ({what})", trouble=CERTIFICATE
            )
        return SourceUnavailableError(
            f"{where} tidak dapat dibaca ({what})", trouble=_broken_by(error)
        )

    async def _followed(self, request: httpx.Request) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._sent(request)
            if answer.status not in MOVED:
                return answer
            request = next_request(self._http, request, answer)
            self._same_origin(request.url)
        raise SourceChangedError(f"{self._mask.url(str(request.url))} mengalihkan tanpa akhir")

    async def _sent(self, request: httpx.Request) -> Answer:
        self._with_cookies(request)
        response = await self._http.send(request, stream=True)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            where = self._mask.url(str(request.url))
            judge(response.status_code, headers, where)
            if response.status_code not in MOVED:
                server_time.tell(headers, age=age_of(headers))
            media_type, charset = media_type_of(headers.get("content-type", ""))
            encoding = headers.get("content-encoding", "")
            body = await read_body(response.aiter_raw(), encoding, media_type, self._settings)
        finally:
            await response.aclose()
        return Answer(response.status_code, where, headers, body, media_type, charset)

    def _with_cookies(self, request: httpx.Request) -> None:
        """Take the newest: a redirect or a login may have set some since it was made."""
        if "cookie" in request.headers:
            del request.headers["cookie"]
        self._http.cookies.set_cookie_header(request)


def _make(settings: HttpSettings, resolver: Resolve) -> httpx.AsyncClient:
    tls = trust(settings.ca_file)
    backend = PinnedBackend(private_network=settings.private_network, resolver=resolver)
    return httpx.AsyncClient(
        transport=PinnedTransport(backend, tls, connections=settings.concurrency),
        headers={
            "User-Agent": _agent(settings.contact),
            "Accept-Encoding": "gzip, identity",
            "Cache-Control": "no-cache",
        },
        timeout=httpx.Timeout(settings.silence_seconds, connect=settings.connect_seconds),
        follow_redirects=False,
        trust_env=False,
    )


def _agent(contact: str) -> str:
    try:
        release = version("jampel")
    except PackageNotFoundError:  # pragma: no cover - run from a bare checkout
        release = "0"
    return f"jampel/{release} (+{contact})" if contact else f"jampel/{release}"


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, SourceUnavailableError) else None
    jitter = tenacity.wait_random_exponential(multiplier=1, max=30)(state)
    return max(asked.total_seconds(), jitter) if asked else jitter


def _broken_by(error: Exception) -> Trouble | None:
    match error:
        case NameUnknownError():
            return NAME_UNKNOWN
        case httpcore.ConnectError() | httpcore.ConnectTimeout():
            return UNREACHABLE
        case httpcore.TimeoutException():
            return TOO_SLOW
        case _:
            return None


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
