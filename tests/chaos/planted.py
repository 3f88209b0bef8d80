"""`python -m tests.chaos.planted …`: an actor whose actions are split over two commits, as they must never be."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from casework import recording
from tests.chaos.actor import main

WHERE = "CHAOS_SPLIT"  # the function of casework.recording that runs in a commit of its own
LONG_ENOUGH = 0.2  # seconds between the two commits, so that a kill falls between them


def split(write: Callable[..., Any]) -> Callable[..., Any]:
    """The same, after a commit."""

    def written(*arguments: Any) -> Any:
        connection = next(each for each in arguments if isinstance(each, Connection))
        raw: Any = connection.connection.dbapi_connection
        raw.run("COMMIT")
        time.sleep(LONG_ENOUGH)
        raw.begin()
        return write(*arguments)

    return written


if __name__ == "__main__":
    setattr(recording, os.environ[WHERE], split(getattr(recording, os.environ[WHERE])))
    main()
