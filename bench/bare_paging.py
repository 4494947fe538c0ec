"""Ask what jampel asked of a service, by httpx and nothing else: URL and a log of requests."""

import json
import sys
from pathlib import Path

import httpx


def main() -> None:
    """Ask, and let go of the answers."""
    url, log = sys.argv[1:]
    requests = [json.loads(line) for line in Path(log).read_text().splitlines()]
    with httpx.Client(base_url=url, trust_env=False) as client:
        for one in requests:
            client.post(one["path"], data=dict(one["form"])).raise_for_status()


if __name__ == "__main__":
    main()
