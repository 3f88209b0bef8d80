"""Rules of the rooms that import-linter does not know."""

import ast
import importlib.metadata
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = {
    "calendars",
    "statemachines",
    "models",
    "notifications",
    "files",
    "sheets",
    "papers",
    "casework",
    "rehearsal",
    "flows",
    "web",
    "cli",
    "migrations",
}


def python_files(files: list[Path], root: Path) -> Iterator[Path]:
    """The Python files, relative to the root."""
    return (path.relative_to(root) for path in files if path.suffix == ".py")


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def taken_names() -> set[str]:
    """The names a flow file must not bear: rooms, dependencies, the standard library."""
    return (
        ROOMS | {"settings"} | set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions())
    )


def test_every_room_is_watched_by_the_import_linter(files: list[Path], root: Path) -> None:
    """A room that is built is added to `root_packages`, else no contract sees it."""
    configuration = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    built = {path.parts[0] for path in python_files(files, root)} & ROOMS
    assert built == set(configuration["tool"]["importlinter"]["root_packages"])


def test_top_level_folders_with_python_are_rooms(files: list[Path], root: Path) -> None:
    """A new folder of code is decided on, not just made."""
    folders = {path.parts[0] for path in python_files(files, root) if len(path.parts) > 1}
    assert folders <= ROOMS | {"tests", "benchmarks"}


def test_no_room_imports_smtplib(files: list[Path], root: Path) -> None:
    """Mail goes through aiosmtplib; this sees what hides inside a function too."""
    rooms = [path for path in python_files(files, root) if path.parts[0] in ROOMS]
    assert [path for path in rooms if "smtplib" in imported(root / path)] == []


def test_flow_files_bear_no_name_of_another_package(files: list[Path], root: Path) -> None:
    """Prefect may load a flow file with its folder first on the path, where it would hide its namesake."""
    flows = [
        path for path in python_files(files, root) if path.parts[0] == "flows" and path.stem != "__init__"
    ]
    assert [path for path in flows if path.stem in taken_names()] == []


@pytest.mark.parametrize("name", ["notifications", "calendar", "prefect", "settings", "yaml"])
def test_taken_names_hold_the_names_that_hurt(name: str) -> None:
    """Names that would break a flow file are known as taken."""
    if name == "yaml":
        pytest.importorskip("yaml", reason="comes with prefect")
    assert name in taken_names()


def test_tests_have_no_package_files(files: list[Path], root: Path) -> None:
    """With importlib mode an `__init__.py` under tests does nothing but mislead."""
    assert [
        path for path in files if path.is_relative_to(root / "tests") and path.name == "__init__.py"
    ] == []


def test_programmes_hold_no_python(files: list[Path], root: Path) -> None:
    """What a notice says is data."""
    assert [path for path in python_files(files, root) if path.parts[0] == "programmes"] == []
