"""`shenbao case table`: a template written, a workbook read, what the tables give."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao
from tests.sheets.books import book
from tests.world import World

HEAD = ("企业名称", "年营业收入（亿元）")


@pytest.fixture
def case(at_home: World) -> str:
    return at_home.new_case()[5:]


def test_template_is_written_filled_in_and_read(case: str, shenbao: Shenbao, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    assert shenbao("case", "table", "template", case, "companies", "--as", "app", "--out", file).status == 0
    assert shenbao("case", "table", "template", case, "companies", "--as", "app", "--out", file).status == 2
    file.write_bytes(book(("表", [HEAD, ("甲公司", 0.5), ("乙公司", 1)])))
    dry = shenbao("case", "table", "import", case, "companies", file, "--as", "app", "--dry-run")
    assert "nothing was kept" in dry.out
    done = shenbao("case", "table", "import", case, "companies", file, "--as", "app")
    assert (done.status, "单位为亿元，已换算为万元" in done.out) == (0, True)
    shown = shenbao("case", "table", "show", case, "--as", "app")
    assert "ready" in shown.out
    assert "15000" in shown.out
    (table,) = shenbao("case", "table", "show", case, "--as", "app", "--json").json["tables"]
    assert table["rows"][0] == {"name": "甲公司", "revenue": "5000"}


def test_faults_are_told_and_nothing_is_kept(case: str, shenbao: Shenbao, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    file.write_bytes(book(("表", [HEAD, ("甲公司", "许多"), ("甲公司", -1)])))
    done = shenbao("case", "table", "import", case, "companies", file, "--as", "app")
    assert done.status == 1
    for said in ("第2行 B列（年营业收入）", "第3行 A列（企业名称）", "第3行 B列（年营业收入）"):
        assert said in done.out
    assert "empty" in shenbao("case", "table", "show", case, "--as", "app").out


def test_what_cannot_be_read_or_done_is_told(case: str, shenbao: Shenbao, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    bad.write_bytes(b"PK\x03\x04")
    good.write_bytes(book(("表", [HEAD, ("甲公司", 1)])))
    words = ("case", "table", "import")
    assert shenbao(*words, case, "companies", bad, "--as", "app").status == 2
    assert shenbao(*words, case, "companies", tmp_path / "none", "--as", "app").status == 2
    assert shenbao(*words, case, "nothing", good, "--as", "app").status == 7
    assert shenbao(*words, "NONE", "companies", good, "--as", "app").status == 7
    assert shenbao(*words, case, "companies", good, "--as", "city").status == 5
    done = shenbao(*words, case, "companies", good, "--as", "app", "--json")
    assert done.json["kept"] is True
