"""Settings come from the environment, and the reference tells every one of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_every_setting_is_in_the_reference() -> None:
    """Neither a setting that nobody can find, nor one that is gone."""
    told = re.findall(r"^\| `(SHENBAO_\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == [f"SHENBAO_{name.upper()}" for name in Settings.model_fields]


def test_every_setting_says_what_it_is() -> None:
    """For who reads the code, and for error messages."""
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_database_is_in_the_home_folder_unless_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One variable moves everything."""
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path))
    assert Settings().database_url == f"sqlite:///{tmp_path}/shenbao.db"
    monkeypatch.setenv("SHENBAO_DATABASE_URL", "sqlite:////elsewhere.db")
    assert Settings().database_url == "sqlite:////elsewhere.db"


def test_home_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A relative folder is taken from where the command starts, once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHENBAO_HOME", "here")
    assert Settings().home == tmp_path / "here"
    monkeypatch.setenv("HOME", "/nobody")
    monkeypatch.setenv("SHENBAO_HOME", "~/there")
    assert Settings().home == Path("/nobody/there")


def test_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `SHENBAO_HOME= shenbao ...` is meant."""
    monkeypatch.setenv("SHENBAO_HOME", "")
    assert Settings().home.name == "shenbao"


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read at the start holds."""
    with pytest.raises(ValidationError, match="frozen"):
        Settings().home = Path("/elsewhere")


def test_settings_import_nothing_heavy() -> None:
    """`shenbao --help` reads them."""
    code = "import sys, settings; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not {"sqlalchemy", "sqlmodel", "alembic", "prefect", "fastapi"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("host", "public", "said"),
    [
        ("192.0.2.7", "", "listens beyond this machine"),
        ("192.0.2.7", "http://shenbao.example.org", "would show passwords"),
        ("127.0.0.1", "shenbao.example.org", "no address of a site"),
        ("127.0.0.1", "https://shenbao.example.org/below", "no address of a site"),
        ("somewhere", "https://shenbao.example.org", "no address to listen at"),
    ],
)
def test_passwords_are_not_sent_in_the_clear(
    monkeypatch: pytest.MonkeyPatch, host: str, public: str, said: str
) -> None:
    monkeypatch.setenv("SHENBAO_HOST", host)
    monkeypatch.setenv("SHENBAO_PUBLIC_URL", public)
    with pytest.raises(ValidationError, match=said):
        Settings()


def test_console_is_for_this_machine_until_it_is_told_its_public_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (Settings().host, Settings().public_url) == ("127.0.0.1", "")
    monkeypatch.setenv("SHENBAO_HOST", "192.0.2.7")
    monkeypatch.setenv("SHENBAO_PUBLIC_URL", "https://shenbao.example.org/")
    assert Settings().public_url == "https://shenbao.example.org"
