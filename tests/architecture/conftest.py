"""What the tests of the house itself look at: the files git would commit."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def files(root: Path) -> list[Path]:
    """Every file that is committed, or would be by `git add .`."""
    if not (root / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [root / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def texts(files: list[Path]) -> dict[Path, str]:
    """The text of every file that is one."""
    found = {}
    for path in files:
        try:
            found[path] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found
