"""Functions of Moodle without a token: asked as the site's own pages ask them."""

from collections.abc import Mapping
from typing import Any

from connectors.errors import SourceChangedError
from connectors.moodle.service import MoodleError, WebService, refuse
from connectors.moodle_web.session import WebSession, errorcode

SHUT = frozenset({"servicenotavailable", "nopermissions", "accessexception", "invalidrecord",
                  "requireloginerror", "errorcoursecontextnotvalid", "cannotviewprofile",
                  "errorreportview", "invalidparameter"})  # fmt: skip
"""A function is not for us here: Moodle calls these internal, and any version may change them."""


class Ajax(WebService):
    """The functions of one site, asked with a session in place of a token."""

    def __init__(self, session: WebSession) -> None:
        self._session = session

    async def try_call(self, function: str, params: Mapping[str, object] | None = None) -> Any:
        """Call a function.

        Raises:
            MoodleError: the function says no; the caller knows what that means.
            SourceError: the site could not be asked.

        """
        said = await self._session.ajax(function, params or {})
        if code := errorcode(said):
            raise MoodleError(code, function)
        match said:
            case [{"error": False, "data": found}]:
                return found
            case _:
                raise SourceChangedError(f"jawaban AJAX {function} tidak seperti dari Moodle")

    async def call_if_open(self, function: str, params: Mapping[str, object] | None = None) -> Any:
        """Call a function that one can do without; null where it is shut."""
        try:
            return await self.try_call(function, params)
        except MoodleError as error:
            if error.errorcode in SHUT:
                return None
            refuse(error)
