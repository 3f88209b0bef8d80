"""The commands of a page, run as a reader would type them, and what they print compared with what the page shows.

A block marked ``console`` holds commands after ``$`` and what they print; a line ``...`` stands for any lines, and
``...`` within a line for any text. A block marked ``sh`` holds commands alone, and each must succeed. A comment
``<!-- at 2026-03-02 10:00 -->`` sets the clock that the commands see to that moment in Shanghai.
``<!-- not run: why -->`` before a block leaves it out. ``<!-- after PAGE: HEADING -->`` says that a page goes on where
another one is at the end of that section.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Self

__all__ = ["Step", "Terminal", "agrees", "before", "steps"]

SHANGHAI = timezone(timedelta(hours=8))
PREPARED = ("make setup", "source .venv/bin/activate")  # what whoever runs a test has done already
_PIECE = re.compile(
    r"<!-- at (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d) -->"
    r"|(?P<skip><!-- not run: .+? -->\s*)?^```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One command of a page: its words, the lines shown below it (none asked of a ``sh`` block), and its moment."""

    line: int
    command: str
    shown: tuple[str, ...] | None
    at: datetime | None


def before(page: Path) -> Iterator[Step]:
    """The commands of the page that this one goes on from, up to the section it names."""
    named = re.search(r"^<!-- after (.+?): (.+) -->$", page.read_text("utf-8"), re.MULTILINE)
    if named:
        other = (page.parent / named[1]).resolve()
        text = other.read_text("utf-8")
        section = text.index(f"\n## {named[2]}\n") + 1
        end = text.find("\n## ", section)
        yield from before(other)
        yield from steps(text if end < 0 else text[:end])


def steps(text: str) -> Iterator[Step]:
    """Every command of a page, in order."""
    at = None
    for piece in _PIECE.finditer(text):
        if piece["at"]:
            at = datetime.strptime(piece["at"], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        elif not piece["skip"] and piece["kind"] in ("console", "sh"):
            first = text.count("\n", 0, piece.start("body")) + 1
            for line, command, shown in _commands(piece["body"].splitlines(), piece["kind"] == "console"):
                yield Step(first + line, command, shown, at)


def _commands(lines: list[str], console: bool) -> Iterator[tuple[int, str, tuple[str, ...] | None]]:
    """The commands of a block with their lines; a here-document and a continued line belong to their command."""
    at = 0
    while at < len(lines):
        first, command = at, lines[at].removeprefix("$ ") if console else lines[at]
        if console and not lines[at].startswith("$ "):
            raise ValueError(f"a block begins with output: {lines[at]!r}")
        at += 1
        while command.endswith("\\"):
            command, at = f"{command[:-1]}{lines[at].strip()}", at + 1
        here = re.search(r"<<'(\w+)'", command)
        while here and command.splitlines()[-1] != here[1]:
            command, at = f"{command}\n{lines[at]}", at + 1
        shown = []
        while console and at < len(lines) and not lines[at].startswith("$ "):
            shown.append(lines[at])
            at += 1
        if command and not command.startswith("#"):
            yield first, command, tuple(shown) if console else None


def agrees(shown: tuple[str, ...], printed: str) -> bool:
    """Whether what was printed is what the page shows."""
    pattern = "".join(
        r"(?:.*\n)*?"
        if line.strip() == "..."
        else ".*?".join(map(re.escape, line.rstrip().split("..."))) + r" *\n"
        for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed.splitlines())) is not None


@dataclass
class Terminal:
    """A terminal in a folder: `shenbao` runs in this process on a clock that is set, all else in a shell."""

    folder: Path
    now: datetime = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
    status: int = 0
    _before: tuple[Path, dict[str, str]] = field(default_factory=lambda: (Path.cwd(), dict(os.environ)))

    def __enter__(self) -> Self:
        """Go into the folder."""
        os.chdir(self.folder)
        os.environ["PWD"] = str(self.folder)
        return self

    def __exit__(self, *error: object) -> None:
        """Go back, and forget every variable that was set."""
        os.chdir(self._before[0])
        os.environ.clear()
        os.environ.update(self._before[1])

    def run(self, command: str) -> str:
        """Run one command; returns what it prints, and keeps its exit status."""
        if command in PREPARED:
            return ""
        if command == "echo $?":
            return f"{self.status}\n"
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            os.environ[name] = os.path.expandvars(value.strip("\"'"))
            return ""
        if command.startswith("python - <<"):
            return self._python(command.split("\n", 1)[1].rpartition("\n")[0])
        if command.startswith("shenbao ") and not re.search(r"[|<>]", command):
            return self._shenbao([os.path.expandvars(word) for word in shlex.split(command)[1:]])
        ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        self.status = ran.returncode
        return ran.stdout + ran.stderr

    def _python(self, text: str) -> str:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(text, "<page>", "exec"), {"__name__": "__main__"})  # noqa: S102 - a page of this repository
        self.status = 0
        return printed.getvalue()

    def _shenbao(self, words: list[str]) -> str:
        from cli.main import run

        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            self.status = run(words)
        return printed.getvalue()
