"""The same seed gives the same bytes."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from rehearsal import Order, rehearse
from rehearsal.rendering import as_json_text

SMALL = Order("standard", cases=6, until=date(2020, 4, 30))
SCRIPT = """
from datetime import date
from rehearsal import Order, rehearse
from rehearsal.rendering import as_json_text
print(as_json_text([rehearse(Order("standard", cases=6, until=date(2020, 4, 30)))]))
"""


def _elsewhere(root: Path, **environment: str) -> str:
    whole = {**os.environ, "PYTHONPATH": str(root), **environment}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=whole, capture_output=True, check=True)
    return done.stdout.decode("utf-8").rstrip("\n")


def test_same_seed_gives_the_same_bytes_in_any_process() -> None:
    """Neither the order of sets nor the time zone, the locale or the folder shows."""
    root = Path(__file__).parents[2]
    here = as_json_text([rehearse(SMALL)])
    there = _elsewhere(root, PYTHONHASHSEED="4711", TZ="America/New_York", PYTHONUTF8="1", LC_ALL="C")
    assert here == there


def test_another_seed_gives_another_round() -> None:
    one, other = (rehearse(Order("standard", cases=6, seed=seed, until=date(2020, 3, 31))) for seed in (1, 2))
    assert one["seals"]["last_digest"] != other["seals"]["last_digest"]
    assert one["rounds"]
    assert other["rounds"]
