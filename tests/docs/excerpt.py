"""The lines of `make demo` that both READMEs show; `python tests/docs/excerpt.py` writes them anew.

Any change of what a history says changes the seals, the draws of experts, and so what happens in a rehearsal.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["LEFT_OUT", "PAGES", "chosen", "printed", "shown", "write"]

PAGES = ("README.md", "README.zh-CN.md")
LEFT_OUT = "…"
NOTES = ("建议值", "推定")  # about the values that the rehearsal took
_BLOCK = re.compile(r"(?<=^```text\n).+?(?=^```$)", re.MULTILINE | re.DOTALL)


def printed(root: Path) -> list[str]:
    """What the command of `make demo` prints, line by line."""
    makefile = (root / "Makefile").read_text("utf-8")
    recipe = re.search(r"^demo: .*\n\t@\$\(BIN\)/shenbao (.+)$", makefile, re.MULTILINE)
    assert recipe
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "cli.main", *shlex.split(recipe[1])]
    ran = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    return [line.rstrip() for line in ran.stdout.splitlines()]


def chosen(lines: list[str]) -> list[str]:
    """Parts of the first report and of that on the rewards."""
    rewards = next(at for at, line in enumerate(lines) if "Shiyan" in line)
    first, last = lines[:rewards], lines[rewards:]
    return [
        *(line for line in _until(first, first[0], "申报主体", "止步") if not line.startswith(NOTES)), LEFT_OUT,
        *_until(first, "称号 titles", "取消原因", "专家最忙"), LEFT_OUT,
        *_until(first, "自查", ""), LEFT_OUT,
        last[0], LEFT_OUT, *_until(last, "政策 policy", "结果"), LEFT_OUT,
        *_until(last, "奖补（万元）", "r1"), LEFT_OUT, *_until(last, "合计", "分担"),
    ]  # fmt: skip


def _until(lines: list[str], start: str, *ends: str) -> Iterator[str]:
    """From the line that begins so to the next that begins with one of the ends, that one left out."""
    first = next(at for at, line in enumerate(lines) if line.startswith(start))
    for line in lines[first:]:
        if line != lines[first] and any(line.startswith(end) if end else not line for end in ends):
            return
        yield line


def shown(root: Path, page: str) -> list[str]:
    """The lines that a page shows."""
    found = _BLOCK.findall((root / page).read_text("utf-8"))
    assert len(found) == 1
    return [line.rstrip() for line in found[0].splitlines()]


def write(root: Path) -> None:
    """Put what is printed now into both pages."""
    text = "".join(f"{line}\n" for line in chosen(printed(root)))
    for page in PAGES:
        path = root / page
        path.write_text(_BLOCK.sub(lambda _: text, path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write(Path(__file__).parents[2])
