"""A virtual year of 366 nights: with troubles as without, the same hours, alerts and digests.

    uv run python -m bench.virtual_year [--employees 12000] [--nights 366] [--share 0.05]

The year is lived through three times by a real daemon in a process of its own: without troubles,
with them, and with them but for kills, so that one process lives through all of it and its memory
can be told. Nothing is measured but memory: a virtual night is as short as the machine makes it.
"""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.year.play import Lived, Plan, live, year_of_nights
from tests.year.verdict import Verdict, judge
from tests.year.world import DAY, YEAR, World, invent_world

FIRST_MONTH = 32
"""Nights after which the first month, with the mailing that ends it, is over."""


def main() -> int:
    """Live through the years and print what they came to."""
    asked = _asked()
    world = invent_world(asked.seed, asked.employees)
    share, nights = asked.share, asked.nights
    plans = {
        "calm": year_of_nights(seed=asked.seed, nights=nights),
        "troubled": year_of_nights(seed=asked.seed, nights=nights, share=share),
        "unkilled": year_of_nights(seed=asked.seed, nights=nights, share=share, kills=False),
    }
    print(f"{len(world.people)} people, {len(world.opds)} OPDs, {nights} nights, seed {asked.seed}")
    verdicts = [_lived(name, plans[name], world) for name in asked.years]
    same = all(one.state == verdicts[0].state for one in verdicts)
    print(f"the same totals and alerts: {'yes' if same else 'NO'}")
    return 0 if same and not any(one.wrong for one in verdicts) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=12_000)
    parser.add_argument("--nights", type=int, default=366)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", nargs="+", default=["calm", "troubled", "unkilled"],
                        choices=["calm", "troubled", "unkilled"])  # fmt: skip
    return parser.parse_args()


def _lived(name: str, plan: Plan, world: World) -> Verdict:
    found: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="jampel-year-") as folder:

        def look(lived: Lived, url: str) -> None:
            found.append(judge(url, Path(folder), lived.taken, months=plan.months,
                               opds=len(world.opds), year=YEAR))  # fmt: skip

        lived = live(Path(folder), world, plan, told=_told, judged=look)
    verdict = found[0]
    truth = world.truth(plan.calm_days[0] - DAY)
    state = verdict.state
    off = sum(state.totals.get(nip) != jp for nip, jp in truth.items())
    print(f"\n{name}: {lived.seconds / 60:.0f} minutes, {len(lived.beats)} beats, "
          f"{_troubles(plan)}, {lived.deaths} deaths by kill -9")  # fmt: skip
    print(f"  totals {state.totals_hash}: {len(truth)} people, {off} not as it really was")
    print(f"  alerts {state.alerts_hash}: {len(state.alerts)} open")
    print(f"  digests {dict(verdict.ledger)}, {verdict.repeated} copies more, all marked; "
          f"{verdict.admin_mails} mails to admins")  # fmt: skip
    if not lived.deaths and len(plan.days) > FIRST_MONTH:
        print(f"  memory {_memory(lived, plan.days[FIRST_MONTH])}")
    for wrong in [*verdict.wrong, *(["totals"] if off else [])]:
        print(f"  WRONG: {wrong}")
    return verdict


def _memory(lived: Lived, day: date) -> str:
    """Resident memory of the one process, after its first month and at the end."""
    by_day = {at.date(): beat.resident_kib for at, beat in lived.beats}
    first, last, most = by_day[day], by_day[max(by_day)], max(by_day.values())
    return (f"{first / 1024:.0f} MiB on {day}, {last / 1024:.0f} MiB on {max(by_day)} "
            f"({last / first - 1:+.1%}), {most / 1024:.0f} MiB at most")  # fmt: skip


def _troubles(plan: Plan) -> str:
    """How many nights had which kind of trouble."""
    struck = [one for one in plan.nights.values() if one]
    kinds = ("wire", "file", "base", "post", "killed")
    told = ", ".join(f"{kind} {sum(bool(getattr(one, kind)) for one in struck)}" for kind in kinds)
    return f"{len(struck)} nights with trouble ({told})"


def _told(day: date, lived: Lived) -> None:
    """Say on stderr how far it is."""
    beat = lived.beats[-1][1]
    line = f"{day} {lived.seconds:.0f} s, {beat.resident_kib // 1024} MiB, {lived.deaths} deaths"
    print(line, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
