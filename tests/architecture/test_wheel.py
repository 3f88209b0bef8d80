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
def test_wheel_carries_every_file_and_imports_away_from_the_repository(
    wheel: Path, files: list[Path], root: Path, tmp_path: Path
) -> None:
    """Code and data of every room are in the wheel, and every module can be imported from there."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        archive.extractall(tmp_path)
    own = [path.relative_to(root) for path in files]
    rooms = {path.parts[0] for path in own if path.suffix == ".py"} - {"tests", "benchmarks"} | {"programmes"}
    carried = [path for path in own if path.parts[0] in rooms]
    assert [path for path in carried if path.as_posix() not in packed] == []
    # Migrations are run by alembic, not imported.
    names = [path for path in carried if path.suffix == ".py" and path.parts[0] != "migrations"]
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
def test_wheel_says_that_it_is_not_for_upload(wheel: Path) -> None:
    """An index refuses a distribution with this classifier."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("METADATA"))
        assert "Classifier: Private :: Do Not Upload" in archive.read(name).decode()
