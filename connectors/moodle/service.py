"""Call functions of Moodle's web services; an error that came as 200 is raised as such."""

from collections.abc import Mapping
from typing import Any, NoReturn

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.http.client import HttpClient
from connectors.http.recognise import refuse_stand_ins
from connectors.moodle.troubles import OF_ERRORCODE

REST = "webservice/rest/server.php"
FIXED = {
    "moodlewsrestformat": "json",
    "moodlewssettinglang": "en",
    "moodlewssettingtimezone": "UTC",
    "moodlewssettingraw": "1",
}
"""Sent with every call: what comes must not depend on the settings of an account."""

_LATER = frozenset({"sitemaintenance", "upgraderunning", "dmlreadexception", "dmlconnectfailed",
                    "ex_unable_to_connect", "servicerequireslogin"})  # fmt: skip
_REFUSED = {
    "invalidtoken": "token tidak dikenal atau sudah kedaluwarsa; minta token baru kepada admin LMS "
                    "dan ganti kredensial",
    "accessexception": "akses ditolak: token kedaluwarsa, alamat IP tidak diizinkan, layanan "
                       "dimatikan, atau fungsi {} tidak ada dalam layanan token ini",
    "wsaccessusersuspended": "akun token ini dibekukan; minta admin LMS mengaktifkannya",
    "wsaccessuserdeleted": "akun token ini dihapus; minta akun dan token baru",
    "wsaccessuserexpired": "sandi akun token ini kedaluwarsa",
    "wsaccessusernologin": "akun token ini tidak boleh masuk",
    "nopermissions": "akun token ini tidak berhak memakai {}",
    "requireloginerror": "akun token ini tidak boleh membuka kursus itu ({})",
    "cannotviewreport": "akun token ini tidak berhak melihat laporan ({})",
    "errorreportview": "akun token ini tidak termasuk pembaca laporan itu ({})",
    "enablewsdescription": "layanan web dimatikan di situs ini",
}  # fmt: skip

# accessexception is not among these: a function that the service holds answers so when the token
# has just expired, and what it would have told must not be taken for nothing.
NO_RIGHT = frozenset({"nopermissions", "errorreportview", "errorsourceinvalid",
                      "invalidrecord"})  # fmt: skip
"""A listing is not for us, or is not there: what it would have told one can do without."""


class MoodleError(Exception):
    """Moodle answers an error; its message is in the site's language and says little."""

    def __init__(self, errorcode: str, function: str) -> None:
        super().__init__(f"{function}: {errorcode}")
        self.errorcode = errorcode
        self.function = function


class WebService:
    """The functions of one site, asked with one token."""

    def __init__(self, client: HttpClient, token: str) -> None:
        self._client = client
        self._token = token

    async def try_call(self, function: str, params: Mapping[str, object] | None = None) -> Any:
        """Call a function.

        Raises:
            MoodleError: the function says no; the caller knows what that means.
            SourceError: the site could not be asked.

        """
        data = FIXED | {"wstoken": self._token, "wsfunction": function} | flat(params or {})
        answer = await self._client.post(REST, data=data, idempotent=True)
        refuse_stand_ins(answer)
        found = answer.json()
        if isinstance(found, dict) and "errorcode" in found:
            raise MoodleError(str(found["errorcode"]), function)
        return found

    async def call(self, function: str, params: Mapping[str, object] | None = None) -> Any:
        """Call a function whose refusal ends the fetch."""
        try:
            return await self.try_call(function, params)
        except MoodleError as error:
            refuse(error)


def refuse(error: MoodleError) -> NoReturn:
    """Raise what an error of Moodle means for the engine."""
    trouble = OF_ERRORCODE.get(error.errorcode)
    if error.errorcode in _LATER:
        raise SourceUnavailableError(
            f"LMS sedang dirawat ({error.errorcode})", trouble=trouble
        ) from error
    if error.errorcode in _REFUSED:
        what = _REFUSED[error.errorcode].format(error.function)
        raise SourceRefusedError(
            f"LMS menolak: {what} [{error.errorcode}]", trouble=trouble
        ) from error
    raise SourceChangedError(
        f"LMS menjawab {error.function} dengan kesalahan yang tidak dikenal: {error.errorcode}"
    ) from error


def flat(params: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Write nested parameters as PHP reads them: `options[0][name]`."""
    found: dict[str, str] = {}
    for name, value in params.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, Mapping):
            found |= flat(value, key)
        elif isinstance(value, list | tuple):
            found |= flat({str(at): one for at, one in enumerate(value)}, key)
        else:
            found[key] = str(int(value)) if isinstance(value, bool) else str(value)
    return found
