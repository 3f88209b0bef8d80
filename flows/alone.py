"""A runner for a process of its own: a worker of Prefect's, which nobody has put together."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry

from casework.service import Service
from casework.storage.store import open_store
from files.store import FileStore
from flows.mailing import post_of
from flows.measures import Measures
from flows.runner import Runner
from settings import Settings

__all__ = ["node_name", "runner_of_settings"]


def node_name() -> str:
    """How the ledger calls this process: host and process number."""
    return f"{socket.gethostname()}:{os.getpid()}"


@contextmanager
def runner_of_settings() -> Iterator[Runner]:
    """Give a runner on the database of the environment; raises StoreError where it cannot be used."""
    logging.basicConfig(level=logging.INFO)
    known = Settings()
    with open_store(known.database_url) as store:
        yield Runner(
            Service(store, files=FileStore(known.files, known.upload_mb * 1_000_000)),
            node_name(),
            Measures(CollectorRegistry()),
            post_of(known),
            known.home / "arrangements",
        )
