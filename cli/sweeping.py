"""`shenbao sweep`: what the clock has to do, done once."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from cli.options import AsJson
from cli.output import emit
from cli.progress import counting
from cli.service import service


def sweep_command(
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now and end (the only way there is by hand).")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Seal the days that lack a seal and fire every timer that is due; where nothing is due, nothing is written."""
    from casework.clock.sweeping import sweep
    from cli import clock

    with service() as working, counting("timers") as counted:
        done = sweep(working, clock.now(), counted)
    outcomes = dict(sorted(Counter(each.outcome for each in done.timers.timers).items()))
    record = {"sealed": done.sealed, "outcomes": outcomes, "timers": done.timers.timers}
    lines = [f"sealed {len(done.sealed)} days"] if done.sealed else []
    lines += [f"{outcome} {count} timers" for outcome, count in outcomes.items()]
    emit(as_json, record, lines or ["nothing was due"])
