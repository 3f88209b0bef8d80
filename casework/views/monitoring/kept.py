"""Answers kept for some seconds: counts that many look at and nobody needs to the second."""

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")
FRESH, LIMIT, MOST = timedelta(seconds=5), timedelta(seconds=10), 500


@dataclass
class _Answer(Generic[T]):
    """The last answer to one question, and the lock of whoever finds the next; ``more``: how much longer it is kept."""

    at: datetime | None = None
    value: T | None = None
    more: timedelta = timedelta()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def younger(self, now: datetime, age: timedelta) -> bool:
        """Whether there is an answer of less than this age; one from the future is no answer."""
        return self.at is not None and abs(now - self.at) < age + self.more


class Kept(Generic[T]):
    """Answers by question, safe for many threads; no answer is given that is ``limit`` old or older.

    From ``fresh`` on the next one who asks has a new answer found beside, one at a time; everybody gets the old one
    until ``limit``, and waits from then on. Of ``most`` questions the answers are kept.

    ``patience`` keeps an answer that many times as long as it took to find beyond both, so that what many cases make
    slow takes a small part of the time; ``watch`` tells seconds. Pages tell how old such an answer is.
    """

    def __init__(
        self, fresh: timedelta = FRESH, limit: timedelta = LIMIT, most: int = MOST, *, patience: int = 0,
        watch: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        self._fresh, self._limit, self._most = fresh, limit, most
        self._patience, self._watch = patience, watch
        self._answers: dict[Hashable, _Answer[T]] = {}
        self._lock = threading.Lock()

    def get(self, question: Hashable, now: datetime, find: Callable[[], T]) -> T:
        """The answer to a question, found by ``find`` where none is kept that is young enough.

        What ``find`` raises is raised here, and nothing is kept of it; what it raises beside is left until the answer
        is too old.
        """
        kept = self._of(question)
        if kept.younger(now, self._fresh):
            return kept.value  # type: ignore[return-value]  # there is one since there is its moment
        if not kept.younger(now, self._limit):
            with kept.lock:
                self._renew(kept, now, find)
        elif kept.lock.acquire(blocking=False):
            threading.Thread(target=self._renew_beside, args=(kept, now, find)).start()
        return kept.value  # type: ignore[return-value]

    def _renew(self, kept: _Answer[T], now: datetime, find: Callable[[], T]) -> None:
        if kept.younger(now, self._fresh):  # whoever held the lock before has found it
            return
        began = self._watch()
        kept.value, kept.at = find(), now
        kept.more = timedelta(seconds=self._patience * (self._watch() - began))

    def _renew_beside(self, kept: _Answer[T], now: datetime, find: Callable[[], T]) -> None:
        """As ``_renew``, with the lock held, which is given back."""
        try:
            with suppress(Exception):
                self._renew(kept, now, find)
        finally:
            kept.lock.release()

    def _of(self, question: Hashable) -> _Answer[T]:
        with self._lock:
            kept = self._answers.pop(question, None) or _Answer[T]()
            self._answers[question] = kept  # asked last, given up last
            while len(self._answers) > self._most:
                del self._answers[next(iter(self._answers))]
            return kept
