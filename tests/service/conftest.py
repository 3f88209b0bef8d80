"""Services started for a test, and ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import WATCHMAN, Running, Start

ROOT = Path(__file__).parents[2]


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """The file in which the watchman writes down who reached for the network."""
    return tmp_path / "watched"


@pytest.fixture
def start(tmp_path: Path, watched: Path) -> Iterator[Start]:
    """Start a command of shenbao with settings; all are ended with the test."""
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "sitecustomize.py").write_text(WATCHMAN)
    begun: list[Running] = []

    def start(command: str = "run", **settings: object) -> Running:
        log = tmp_path / f"{len(begun)}.log"
        known = {f"SHENBAO_{name.upper()}": str(value) for name, value in settings.items()}
        own = {"SHENBAO_HOME": str(tmp_path / "home"), "SHENBAO_PORT": "0", "WATCHED": str(watched)}
        # A proxy that nobody listens at: what asks it fails.
        proxy = dict.fromkeys(
            ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"
        )
        path = {"PYTHONPATH": os.pathsep.join([str(tmp_path / "path"), str(ROOT)])}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli.main", *command.split()],
                env={**os.environ, **own, **proxy, **path, **known},
                stdout=output,
                stderr=output,
            )
        begun.append(Running(process, log))
        return begun[-1]

    yield start
    for each in begun:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()
