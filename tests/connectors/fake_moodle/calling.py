"""Ask a fake Moodle as a client would: over its socket."""

from collections.abc import Mapping
from typing import Any

import httpx

from connectors.testing.moodle.invented import FULL_TOKEN
from connectors.testing.moodle.server import Site


def call(
    site: Site,
    function: str,
    params: Mapping[str, object] | None = None,
    *,
    token: str = FULL_TOKEN,
) -> Any:
    """Call a function of the web services; give what its JSON says."""
    asked = {"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json"}
    data = asked | {name: str(value) for name, value in (params or {}).items()}
    answer = httpx.post(f"{site.base_url}/webservice/rest/server.php", data=data, trust_env=False)
    assert answer.status_code == httpx.codes.OK
    return answer.json()
