"""Prefect records where it can; what is to be done is done once, whatever becomes of Prefect."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest

from casework.clock.ledger import Counts
from errors import ShenbaoError
from flows import recorder as module
from flows.errands import ERRANDS, Errand, Outcome
from flows.job import CURRENT, Job
from flows.recorder import Recorder
from flows.runner import Runner

Behaviour = Callable[[Job], Awaitable[None]]


@dataclass
class Done:
    """An errand that counts how often it was done."""

    times: int = 0
    error: Exception | None = None

    @property
    def errand(self) -> Errand:
        """The errand."""

        def work(*_: object) -> Outcome:
            self.times += 1
            if self.error:
                raise self.error
            return Outcome(Counts(1, 1))

        return replace(ERRANDS["enforce_deadlines"], work=work)


def prefect(behaves: Behaviour, asked: list[str] | None = None) -> Recorder:
    """A recorder whose Prefect is well, has been imported, and behaves as told."""

    async def record(name: str, programmes: Sequence[str]) -> None:
        job = CURRENT.get()
        assert job is not None
        await behaves(job)

    def probe(api: str) -> bool:
        if asked is not None:
            asked.append(api)
        return True

    return Recorder("http://127.0.0.1:1/api", probe, lambda: SimpleNamespace(record=record))


async def imported(recorder: Recorder) -> Recorder:
    while not await recorder.ready():  # noqa: ASYNC110 - a thread imports; there is no event to wait for
        await asyncio.sleep(0)
    return recorder


def run(runner: Runner, done: Done, recorder: Recorder) -> Outcome:
    async def whole() -> Outcome:
        outcome = await (await imported(recorder)).run(runner, done.errand, ["standard"])
        await recorder.close()
        return outcome

    return asyncio.run(whole())


async def usual(job: Job) -> None:
    assert job.take()
    await job.do("p1")


async def lost_before(job: Job) -> None:
    raise ConnectionError("the server went away")


async def lost_after(job: Job) -> None:
    await usual(job)
    raise ConnectionError("the server went away")


@pytest.mark.parametrize("behaves", [usual, lost_before, lost_after])
def test_errand_is_done_once_whenever_prefect_is_lost(runner: Runner, behaves: Behaviour) -> None:
    done = Done()
    assert run(runner, done, prefect(behaves)).counts.did == 1
    assert done.times == 1


@pytest.mark.parametrize("behaves", [usual, lost_before, lost_after])
def test_error_of_an_errand_never_makes_it_run_twice(runner: Runner, behaves: Behaviour) -> None:
    done = Done(error=ShenbaoError("refused"))
    with pytest.raises(ShenbaoError, match="refused"):
        run(runner, done, prefect(behaves))
    assert done.times == 1


def test_errand_is_begun_without_a_prefect_that_takes_too_long(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is not done again when Prefect comes to it at last."""
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    done, late = Done(), []

    async def hangs(job: Job) -> None:
        await job.ended.wait()
        late.append(job.take())

    assert run(runner, done, prefect(hangs)).counts.did == 1
    assert (done.times, late) == (1, [False])


def test_nobody_waits_for_prefect_to_close_its_books(runner: Runner) -> None:
    done = Done()

    async def whole() -> bool:
        closing = asyncio.Event()

        async def slow(job: Job) -> None:
            await usual(job)
            await closing.wait()

        recorder = await imported(prefect(slow))
        await recorder.run(runner, done.errand)
        open_still = not closing.is_set()
        closing.set()
        await recorder.close()
        return open_still

    assert asyncio.run(whole())
    assert done.times == 1


def test_nothing_waits_for_the_import_of_prefect(runner: Runner) -> None:
    """A run before it has ended happens without; so does every run where the import fails."""
    done = Done()

    def load() -> Any:
        raise ImportError("no Prefect here")

    async def whole() -> None:
        recorder = Recorder("http://127.0.0.1:1/api", lambda api: True, load)
        await recorder.run(runner, done.errand)
        await imported(recorder)
        await recorder.run(runner, done.errand)

    asyncio.run(whole())
    assert done.times == 2


def test_answer_of_the_probe_is_kept_for_some_seconds(runner: Runner) -> None:
    asked: list[str] = []

    async def whole() -> None:
        recorder = await imported(prefect(usual, asked))
        for _ in range(3):
            await recorder.run(runner, Done().errand)

    asyncio.run(whole())
    assert asked == ["http://127.0.0.1:1/api"]


def test_prefect_that_is_off_is_never_asked(runner: Runner) -> None:
    def probe(api: str) -> bool:
        raise AssertionError("nobody is to be asked")

    done = Done()
    asyncio.run(Recorder("", probe).run(runner, done.errand))
    assert done.times == 1
