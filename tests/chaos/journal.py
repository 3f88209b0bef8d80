"""What somebody asked for and what was answered, line by line in a file that outlives a kill."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Journal"]


@dataclass(frozen=True)
class Journal:
    """The journal of one actor; each life goes on with it."""

    path: Path

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.path.stem

    def asked(self, key: str, request: Mapping[str, Any]) -> None:
        """A request is about to be made."""
        self._write({"key": key, "asked": dict(request), "by": os.getpid()})

    def answered(self, key: str, *, entry: str = "", refused: str = "") -> None:
        """It was done, with the hash of its entry; or refused."""
        self._write({"key": key, "entry": entry, "refused": refused, "by": os.getpid()})

    def unanswered(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Requests nobody knows the outcome of."""
        asked = {line["key"]: line["asked"] for line in self.lines() if "asked" in line}
        known = {line["key"] for line in self.lines() if "asked" not in line}
        return [(key, request) for key, request in asked.items() if key not in known]

    def done(self) -> dict[str, str]:
        """Of each request that was answered with yes: its key and the hash of its entry."""
        return {line["key"]: line["entry"] for line in self.lines() if line.get("entry")}

    def at_work(self, process: int) -> bool:
        """Whether a process has got an answer."""
        return any(line["by"] == process and "asked" not in line for line in self.lines())

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every whole line; a kill may have cut one short."""
        if self.path.exists():
            for line in self.path.read_text("utf-8").splitlines():
                if line.endswith("}"):
                    yield json.loads(line)

    def _write(self, line: Mapping[str, Any]) -> None:
        whole = f"\n{json.dumps(line, ensure_ascii=False)}\n"  # a new line first, for one that was cut short
        with self.path.open("ab", buffering=0) as file:
            file.write(whole.encode())
