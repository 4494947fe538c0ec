"""The fake site as a program of its own, to try a configuration on."""

import subprocess
import sys

import httpx

from connectors.testing.moodle.invented import FULL_TOKEN


def test_it_says_where_it_is_and_how_to_get_in() -> None:
    command = [sys.executable, "-m", "connectors.testing.moodle", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            address, *told = [running.stdout.readline() for _ in range(7)]
            url = address.split()[2].rstrip(",")
            answer = httpx.get(f"{url}/webservice/rest/server.php", params={
                "wstoken": FULL_TOKEN, "wsfunction": "core_webservice_get_site_info",
                "moodlewsrestformat": "json",
            })  # fmt: skip
        finally:
            running.terminate()

    assert answer.json()["username"] == "ws_sinkron"
    assert FULL_TOKEN in told[0]
