"""What a run of Prefect's does: the errand of its name, its counts as the state's message, its ids as an artifact.

Only ids and counts get there: Prefect's pages have no sign-in of ours. This file imports Prefect, which takes seconds.
"""

import importlib
import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from prefect import tags
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.alone import runner_of_settings
from flows.errands import ERRANDS, Errand, Outcome
from flows.job import CURRENT, Job
from flows.patience import patiently

__all__ = ["RunFailed", "carry_out", "record"]

log = logging.getLogger("shenbao.flows")


class RunFailed(Exception):
    """The kind of the error that ended a run; its text stays in the log of the node, since it may name people."""


async def record(name: str, programmes: Sequence[str]) -> None:
    """Run the current job as a run of Prefect's, tagged with the programmes it is about.

    One that did nothing, since another node was quicker, is taken out of Prefect's books again.
    """
    flow: Any = getattr(importlib.import_module(ERRANDS[name].module), name)
    with tags(*programmes):
        await flow()
    job = CURRENT.get()
    if job is not None and job.prefect_run and job.result().counts.nothing:
        await _forget(name, job.prefect_run)


async def carry_out(name: str) -> Any:
    """The body of every flow: do the current job of this node or, in a worker, the errand; tell what came of it."""
    job = CURRENT.get()
    try:
        outcome = await (_alone(ERRANDS[name]) if job is None else _taken(job))
    except Exception as error:  # noqa: BLE001 - its text stays here
        raise RunFailed(type(error).__name__) from None
    if outcome is None:
        return Completed(name="Without", message="Prefect was late: the node ran it without")
    if not outcome.counts.nothing:
        await _keep_artifact(name, outcome)
    return Completed(message=_in_words(outcome))


async def _taken(job: Job) -> Outcome | None:
    """Do the job, unless somebody waited for Prefect no longer and has taken it."""
    if not job.take():
        return None
    await job.do(str(flow_run.id or ""))
    return job.result()


async def _alone(errand: Errand) -> Outcome:
    """In a worker's process: open the database that the settings name; try again while it is away."""
    with runner_of_settings() as runner:
        return await patiently(lambda: runner.run(errand, prefect_run=str(flow_run.id or "")))


def _in_words(outcome: Outcome) -> str:
    counts = outcome.counts
    return f"looked at {counts.seen}, did {counts.did}, skipped {counts.skipped}, failed {counts.failed}"


async def _forget(name: str, run: str) -> None:
    """An empty run that cannot be deleted is only told."""
    try:
        async with get_client() as client:
            await client.delete_flow_run(UUID(run))
    except Exception as error:  # noqa: BLE001 - whatever Prefect's client raises
        log.warning("Prefect keeps an empty run of %s: %s", name, type(error).__name__)


async def _keep_artifact(name: str, outcome: Outcome) -> None:
    """What is done is done: an artifact that cannot be kept is only told. Outside of a run there is none."""
    if not flow_run.id:
        return
    rows = [f"| {what} | {count} |" for what, count in outcome.counts.by.items()]
    ids = [f"- `{each}`" for each in outcome.ids]
    text = "\n".join([_in_words(outcome), "", "| what | count |", "| --- | --- |", *rows, "", *ids])
    try:
        await acreate_markdown_artifact(text, key=name.replace("_", "-"))
    except Exception as error:  # noqa: BLE001 - whatever Prefect's client raises
        log.warning("Prefect kept no artifact of %s: %s", name, type(error).__name__)
