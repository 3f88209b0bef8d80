"""The project is used from its folder, but what it says about itself must be complete enough to build."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the project, built with the locked back end."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return next(target.glob("shenbao-*.whl"))


@pytest.mark.long
def test_wheel_imports_every_module_away_from_the_repository(
    wheel: Path, files: list[Path], root: Path, tmp_path: Path
) -> None:
    """Every module of every room is in the wheel and can be imported from there."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        archive.extractall(tmp_path)
    names = [
        path.relative_to(root)
        for path in files
        if path.suffix == ".py"
        and path.relative_to(root).parts[0] not in {"tests", "benchmarks", "migrations"}
    ]
    assert [name for name in names if name.as_posix() not in packed] == []
    modules = [".".join(name.with_suffix("").parts).removesuffix(".__init__") for name in names]
    program = (
        "import importlib, pathlib, sys\n"
        f"for name in {sorted(modules)!r}:\n"
        "    if name.endswith('__main__'):\n"
        "        continue\n"
        "    found = pathlib.Path(importlib.import_module(name).__file__)\n"
        f"    assert found.is_relative_to({str(tmp_path)!r}), f'{{name}} came from {{found}}'\n"
    )
    # -P: the working folder is not on the path; the wheel stands before the editable install.
    command = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{program}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.long
def test_wheel_carries_the_programmes_and_refuses_upload(wheel: Path, files: list[Path], root: Path) -> None:
    """The definitions travel with the code, and an index will not take the distribution."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        metadata = archive.read(next(name for name in packed if name.endswith("METADATA"))).decode()
    definitions = [
        path.relative_to(root).as_posix() for path in files if path.is_relative_to(root / "programmes")
    ]
    assert [name for name in definitions if name not in packed] == []
    assert "Classifier: Private :: Do Not Upload" in metadata
