"""Run an invented site to try things on: `python -m connectors.testing.moodle [PORT]`."""

import sys
import threading

from connectors.testing.moodle.invented import (
    BARE_TOKEN,
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    PASSWORD,
    invented_site,
)
from connectors.testing.moodle.server import moodle_site


def main(port: int = 8100) -> None:
    """Serve until somebody presses Ctrl-C."""
    with moodle_site(invented_site(seed=1).world, port=port) as site:
        sys.stdout.write(
            f"base_url = {site.base_url}, private_network = true\n"
            f"token: {FULL_TOKEN} (everything)\n"
            f"       {MOBILE_TOKEN} (of the mobile app)\n"
            f"       {NO_REPORTS_TOKEN} (without reports)\n"
            f"       {BARE_TOKEN} (without rights)\n"
            f"login: manajer, {PASSWORD}\n"
            "Ctrl-C ends it.\n"
        )
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    try:
        main(*(int(one) for one in sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
