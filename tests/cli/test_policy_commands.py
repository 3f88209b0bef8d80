"""A policy on the command line: its draft is started by its bureau, commented on, issued, and claims wait for it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import open_store
from tests.cli.conftest import Shenbao
from tests.databases import Databases
from tests.shiyan import DIGEST, PROGRAMME, SETTINGS, Shiyan, make_shiyan

START = ("case", "start", PROGRAMME, "policy", "--object", "DRAFT")


@pytest.fixture
def shiyan(
    databases: Databases, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shiyan]:
    """Shiyan's measures, where commands find them."""
    import cli.clock

    with (
        databases.copied(database_kind, tmp_path, make_shiyan) as url,
        open_store(url, durable=False) as store,
    ):
        world = Shiyan(Service(store, SeededEntropy(2)), url)
        monkeypatch.setenv("SHENBAO_HOME", str(tmp_path))
        monkeypatch.setenv("SHENBAO_DATABASE_URL", url)
        monkeypatch.setattr(cli.clock, "now", lambda: world.now)
        yield world


def test_policy_is_started_issued_and_claimed_under(shiyan: Shiyan, shenbao: Shenbao) -> None:
    settings = [word for name, value in SETTINGS.items() for word in ("--set", f"{name}={value}")]
    opening = ("round", "open", PROGRAMME, "claim", "--year", 2022, *settings, "--as", "industry")
    early = shenbao(*opening)
    assert (early.status != 0, "政策尚未正式印发" in early.err) == (True, True)
    assert shenbao(*START, "--as", "industry", "--dry-run").out.startswith("(dry run) case:")
    started = shenbao(*START, "--as", "industry", "--key", "k", "--json").json
    assert (started["state"], started["repeated"]) == ("consultation", False)
    assert shenbao(*START, "--as", "industry", "--key", "k", "--json").json["repeated"] is True
    case = started["subject"].removeprefix("case:")
    shiyan.until(date(2022, 7, 20))
    issued = shenbao(
        "case", "act", case, "issue", "--as", "industry", "--data", "document_no=十政办发〔2022〕30号",
        "--data", f"text_digest={DIGEST}", "--data", "effective_on=2022-08-01", "--json",
    )  # fmt: skip
    assert issued.json["state"] == "issued"
    shiyan.until(date(2022, 8, 1))
    assert shenbao(*opening).status == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ((*START, "--as", "commerce"), 5, "industry"),
        (
            ("case", "start", PROGRAMME, "claim", "--object", "P1", "--as", "firm"),
            2,
            "no procedure that a body",
        ),
        (("case", "start", PROGRAMME, "policy", "--object", "P1", "--as", "industry"), 2, "is about a"),
        (("case", "start", PROGRAMME, "policy", "--object", "X", "--as", "industry"), 7, "enter it first"),
        (("case", "start", "nothing", "policy", "--object", "DRAFT", "--as", "industry"), 7, "nothing"),
    ],
)
def test_start_says_what_is_wrong(
    shiyan: Shiyan, shenbao: Shenbao, words: tuple[str, ...], status: int, told: str
) -> None:
    before = shiyan.counts()
    ran = shenbao(*words)
    assert (ran.status, told in ran.err) == (status, True), ran.err
    assert shiyan.counts() == before
