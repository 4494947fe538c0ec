"""First sync of 60,000 completions from a service, against bare paging and bare processing.

Whole processes in turn: `jampel sync` from a fake Moodle; the same requests by httpx and nothing
else; `jampel sync` of the same answers without a network; and, to compare, of the same rows from
one CSV file. Prints medians, the ratio of the first to the greater of the next two (at most 2 is
wanted) and to the file, and what a second sync asks, without news.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.request import urlopen

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from connectors.testing.moodle.invented import FULL_TOKEN, Invented, big_site

HERE = Path(__file__).parent
OLD_SECONDS = 60
ROSTER = """\
[store]
url = "sqlite:///jampel.db"
[roster]
path = "roster.csv"
"""
SERVICE = """\
[sources.lms]
connector = "moodle"
base_url = "{url}"
token = {{ env = "LMS_TOKEN" }}
private_network = true
requests_per_second = 200
"""
FILE = """\
[sources.lms]
connector = "files"
path = "export.csv"
"""


class Cost(NamedTuple):
    """What one process took, in seconds."""

    wall: float
    cpu: float


def main() -> None:
    """Serve, run in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    invented = big_site(seed=1)
    with TemporaryDirectory() as place, serving() as url:
        service, file = Path(place) / "service", Path(place) / "file"
        write_office(service, invented, ROSTER + SERVICE.format(url=url))
        write_office(file, invented, ROSTER + FILE)
        write_export(file / "export.csv", invented)
        sync(service)  # the server prepares its answers
        requests = Path(place) / "requests.jsonl"
        requests.write_bytes(asked(url))
        answers = Path(place) / "answers"
        keep_answers(url, requests.read_text(), answers)
        asked(url)
        sync(service)
        again = asked(url)
        ways: dict[str, Callable[[], Cost]] = {
            "jampel": lambda: sync(fresh(service)),
            "paging": lambda: run(HERE, sys.executable, HERE / "bare_paging.py", url, requests),
            "processing": lambda: run(
                fresh(service), sys.executable, HERE / "bare_processing.py", answers
            ),
            "file": lambda: sync(fresh(file)),
        }
        costs = {name: list[Cost]() for name in ways}
        for _ in range(times):
            for name, way in ways.items():
                costs[name].append(way())
        tell(costs, len(invented.truth), requests.read_bytes(), again)


@contextmanager
def serving() -> Iterator[str]:
    """Run the server in a process of its own."""
    command = [sys.executable, str(HERE / "lms_server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        out = server.stdout
        yield out.readline().decode().strip() if out else ""
        server.communicate()


def asked(url: str) -> bytes:
    """Take the log of requests from the server."""
    with urlopen(f"{url}/bench/requests") as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


def keep_answers(url: str, requests: str, folder: Path) -> None:
    """Ask once what jampel asked, and keep each answer as a file."""
    folder.mkdir()
    index = []
    with httpx.Client(base_url=url, trust_env=False) as client:
        for number, line in enumerate(requests.splitlines()):
            one = json.loads(line)
            answer = client.post(one["path"], data=dict(one["form"])).raise_for_status()
            (folder / f"{number}.json").write_bytes(answer.content)
            index.append({"form": one["form"], "file": f"{number}.json"})
    (folder / "index.json").write_text(json.dumps(index))


def write_office(folder: Path, invented: Invented, configuration: str) -> None:
    """Write a configuration, and a roster of everybody in the site."""
    folder.mkdir()
    (folder / "jampel.toml").write_text(configuration)
    users = invented.world.users
    people = {one.nip: users[one.user] for one in invented.truth}
    rows = [(nip, user.fullname, user.department) for nip, user in people.items()]
    _write(folder / "roster.csv", ("NIP", "Nama", "OPD"), rows)


def write_export(path: Path, invented: Invented) -> None:
    """Write what the site tells as a file."""
    users = invented.world.users
    headings = ("NIP", "Nama", "Email", "OPD", "Nama Pelatihan", "Tanggal Selesai", "JP",
                "Nomor Sertifikat")  # fmt: skip
    rows = [
        (one.nip, user.fullname, user.email, user.department, one.title,
         one.completed_on.isoformat(), one.jp, one.code)
        for one in invented.truth
        for user in [users[one.user]]
    ]  # fmt: skip
    _write(path, headings, rows)


def _write(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
    os.utime(path, (time.time() - OLD_SECONDS,) * 2)


def fresh(folder: Path) -> Path:
    """Take the store away."""
    for old in (*folder.glob("*.db"), *folder.glob("*.db-*")):
        old.unlink()
    return folder


def sync(folder: Path) -> Cost:
    """Run `jampel sync`."""
    return run(folder, Path(sys.executable).with_name("jampel"), "sync")


def run(folder: Path, *command: str | Path) -> Cost:
    """Run a program; what it and its children took."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "LMS_TOKEN": FULL_TOKEN}
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=environment)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def tell(costs: dict[str, list[Cost]], rows: int, first: bytes, again: bytes) -> None:
    """Print what was found."""
    print(f"{rows:,} completions, {len(first.splitlines())} requests")
    wall = {name: median(cost.wall for cost in found) for name, found in costs.items()}
    cpu = {name: median(cost.cpu for cost in found) for name, found in costs.items()}
    for name in costs:
        print(f"{name:10} wall {wall[name]:6.2f} s   cpu {cpu[name]:6.2f} s")
    for kind, figures in (("wall", wall), ("cpu", cpu)):
        ratio = figures["jampel"] / max(figures["paging"], figures["processing"])
        print(f"jampel / the greater of paging and processing, {kind}: {ratio:.2f} (at most 2)")
        print(f"jampel / file, {kind}: {figures['jampel'] / figures['file']:.2f}")
    functions = Counter(dict(json.loads(line)["form"])["wsfunction"] for line in again.splitlines())
    print(f"without news: {sum(functions.values())} requests")
    for function, times in sorted(functions.items()):
        print(f"  {times} {function}")


if __name__ == "__main__":
    main()
