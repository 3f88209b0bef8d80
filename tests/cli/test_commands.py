"""The commands of daily work, on the small world: what they do, what they print, as text and as JSON."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao
from tests.world import FIRM, PAPERS, World


def test_round_open_list_show(at_home: World, shenbao: Shenbao) -> None:
    words = ("round", "open", "standard", "apply", "--year", 2020, "--as", "prov")
    setting = ("--set", "apply.submission.due=30 days after round.opened")
    missing = shenbao(*words)
    assert (missing.status, "apply.submission.due" in missing.err) == (5, True)
    tried = shenbao(*words, *setting, "--dry-run")
    assert tried.out.startswith(
        "(dry run) round:standard-2020-R1: opened, open, entry 1\n  last day: 2020-02-05"
    )
    assert shenbao("round", "list").out == "none\n"
    done = shenbao(*words, *setting, "--key", "k", "--json").json
    assert shenbao(*words, *setting, "--key", "k", "--json").json == {**done, "letters": [], "last_day": None,
                                                                     "repeated": True}  # fmt: skip
    assert "standard-2020-R1" in shenbao("round", "list", "--programme", "standard").out
    shown = shenbao("round", "show", "standard-2020-R1")
    assert "apply.submission.due = 30 days after round.opened" in shown.out
    assert shenbao("round", "act", "standard-2020-R1", "close", "--as", "prov").status == 0


def test_case_new_act_show_history_explain(
    at_home: World, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "terminal")
    number = at_home.open_round()
    new = shenbao(
        "case", "new", "--round", number, "--applicant", FIRM, "--object", "OBJ1", "--as", "app", "--json"
    )
    case = new.json["subject"].removeprefix("case:")
    drafted = shenbao("case", "explain", case, "--as", "app")
    assert "缺材料 / papers missing: application, evidence" in drafted.out
    assert "末日：2020年2月5日" in drafted.out
    assert "app 可办 / open to app: " in drafted.out
    done = shenbao(
        "case", "act", case, "submit", "--as", "app", "--data", f"materials={json.dumps(PAPERS)}",
        "--data", 'indicators=[{"indicator": "firms", "value": 12}]', "--json",
    )  # fmt: skip
    assert (done.json["state"], done.json["last_day"]) == ("prefecture_review", "2020-01-19")
    shown = shenbao("case", "show", case)
    assert "✓ scale.1: 企业数 ≥ 10 家 | 12 家" in shown.out
    history = shenbao("case", "history", f"case:{case}", "--json").json
    assert [(line["event"], line["os_user"]) for line in history] == [
        ("opened", "terminal"),
        ("submitted", "terminal"),
    ]
    assert (
        "submitted  submission → prefecture_review  by app as applicant (terminal)"
        in shenbao("case", "history", case).out
    )
    assert shenbao("case", "explain", case, "--json").json["case"]["case"]["owner"] == "prefecture"


def test_case_act_reads_each_kind_of_field(at_home: World, shenbao: Shenbao, tmp_path: Path) -> None:
    """Texts by repetition, dates as ISO, records and files as JSON."""
    case = at_home.bring("prefecture_review")[5:]
    findings = tmp_path / "findings.json"
    findings.write_text(json.dumps({"findings": [{"criterion": "standing", "met": True}]}), "utf-8")
    assert shenbao("case", "act", case, "judge", "--as", "city", "--data-file", findings).status == 0
    accepted = shenbao("case", "act", case, "accept", "--as", "city", "--data", "attests=真实性")
    assert accepted.status == 0, accepted.err
    assert "prefecture_review → province_review" in accepted.out


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (("--data", "reason"), "is not NAME=VALUE"),
        (("--data", "=x"), "is not NAME=VALUE"),
        (("--data", "reason=a", "--data", "reason=b"), "given twice"),
        (("--data-file", "none.json"), "cannot be read"),
    ],
)
def test_case_act_refuses_malformed_data(
    at_home: World, shenbao: Shenbao, data: tuple[str, ...], told: str
) -> None:
    case = at_home.bring("prefecture_review")
    ran = shenbao("case", "act", case, "reject", "--as", "city", *data)
    assert (ran.status, told in ran.err) == (2, True)


@pytest.mark.parametrize("text", ["[]", "{", "{'a': 1}", '{"a": NaN}', "[" * 5000, "\ud800"])
def test_case_act_refuses_malformed_files(
    at_home: World, shenbao: Shenbao, tmp_path: Path, text: str
) -> None:
    case = at_home.bring("prefecture_review")
    file = tmp_path / "data.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    ran = shenbao("case", "act", case, "reject", "--as", "city", "--data-file", file, "--json")
    assert (ran.status, str(file) in ran.error["message"]) == (2, True)


def test_case_act_on_many_gives_a_result_for_each(at_home: World, shenbao: Shenbao) -> None:
    """First tried, then done; the status is that of the first refusal."""
    cases = [at_home.bring("prefecture_review"), at_home.bring("prefecture_review", "app2", "OBJ2")]
    words = ("case", "act", *cases, "case:none", "reject", "--as", "city", "--data", "reason=不符")
    before = at_home.counts()
    tried = shenbao(*words, "--dry-run")
    assert (tried.status, at_home.counts() == before) == (5, True)
    assert tried.out.splitlines()[-1] == "1 of 3 would be done"
    done = shenbao(*words, "--json")
    assert [(each["done"] or each["refused"])["kind" if each["refused"] else "state"] for each in done.json] == [
        "rejected", "NotYours", "NotFound",
    ]  # fmt: skip
    assert at_home.state(cases[0]) == "rejected"
    assert shenbao(*words, "--key", "k").status == 2


def test_case_list_filters_and_counts(at_home: World, shenbao: Shenbao) -> None:
    at_home.bring("prefecture_review")
    at_home.new_case("app2", "OBJ2")
    listed = shenbao("case", "list", "--state", "submission", "--json").json
    assert [row["object_no"] for row in listed] == ["OBJ2"]
    assert len(shenbao("case", "list", "--running", "--limit", 1, "--json").json) == 1
    lines = shenbao("case", "list").out.splitlines()
    assert len(lines) == 3
    assert lines[1].split()[:2] == ["standard-2020-0001", "prefecture_review"]
    board = shenbao("case", "list", "--board", "--json").json
    assert [(row["state"], row["count"]) for row in board] == [("submission", 1), ("prefecture_review", 1)]
    assert "prefecture_review" in shenbao("case", "list", "--board").out


def test_list_publish_show_and_title_show(at_home: World, shenbao: Shenbao) -> None:
    case = at_home.bring("publicity")
    number = at_home.list_of(case)
    assert shenbao("list", "act", number, "publish", "--as", "prov").status == 0
    shown = shenbao("list", "show", number)
    assert case[5:] in shown.out
    assert "published 2020-01-0" in shown.out
    assert number[5:] in shenbao("list", "list", "--state", "published").out
    at_home.advance(10)
    at_home.act(case, "certify", "prov", plaque_no="P1")
    titles = shenbao("title", "list", "--json").json
    assert titles[0]["plaque_no"] == "P1"
    assert "next assessment opens 2021-" in shenbao("title", "show", titles[0]["no"]).out
    out_of_turn = (
        "title",
        "act",
        titles[0]["no"],
        "open_assessment_out_of_turn",
        "--as",
        "prov",
        "--data",
        "reason=举报",
    )
    assert shenbao(*out_of_turn).status == 0
    assert shenbao("case", "list", "--procedure", "assess", "--json").json[0]["state"] == "report"


def test_deadlines_and_sweep(at_home: World, shenbao: Shenbao) -> None:
    case = at_home.bring("prefecture_review")
    assert "prefecture_review" in shenbao("deadline", "list").out
    assert shenbao("deadline", "list", "--overdue").out == "none\n"
    assert "第10日" in shenbao("deadline", "explain", case).out
    assert "10 working days after" in shenbao("deadline", "explain", case, "--language", "en").out
    assert shenbao("deadline", "explain", case, "--language", "fr").status == 2
    at_home.now += timedelta(days=20)
    assert [row["subject"] for row in shenbao("deadline", "list", "--overdue", "--json").json] == [case]
    swept = shenbao("sweep", "--once", "--json").json
    assert len(swept["sealed"]) == 20
    assert swept["outcomes"]["fired"] > 0
    before = at_home.counts()
    assert shenbao("sweep", "--once").out == "nothing was due\n"
    assert at_home.counts() == before


def test_printed_window_that_is_too_short_is_told_wherever_the_list_is_shown(
    at_home: World, shenbao: Shenbao
) -> None:
    """A correction that prints a whole one clears the doubt."""
    number = at_home.list_of(at_home.bring("publicity")).removeprefix("list:")
    today = at_home.now.date()
    days = ("--data", f"window_first={today}", "--data", f"window_last={today}")
    told = "  存疑 / doubtful: 公示期不足"
    assert told in shenbao("list", "act", number, "publish", "--as", "prov", *days).out
    assert told in shenbao("list", "show", number).out
    assert "公示期不足" in shenbao("list", "show", number, "--json").json["warnings"][0]
    assert told not in shenbao("list", "act", number, "correct", "--as", "prov", "--data", "reason=更正").out
    assert told not in shenbao("list", "show", number).out


@pytest.mark.parametrize("command", ["show", "explain"])
def test_panel_is_shown_without_its_sealed_scores(at_home: World, shenbao: Shenbao, command: str) -> None:
    """Not in the JSON either."""
    case = at_home.bring("scoring.open")
    *first, last = at_home.drawn(case)
    for expert in first:
        at_home.let_score(case, expert, score="77.25")
    told = shenbao("case", command, case)
    assert f"{len(first)} of {len(first) + 1} have scored" in told.out
    assert f"{first[0]} {first[0]}: scored" in told.out
    assert f"{last} {last}: not scored yet" in told.out
    assert "77.25" not in told.out + shenbao("case", command, case, "--json").out
    at_home.let_score(case, last, score="77.25")
    assert "77.25" in shenbao("case", command, case).out


def test_tasks_are_closed_by_whom_they_are_for(at_home: World, shenbao: Shenbao) -> None:
    from casework.entering.people import enter
    from casework.tasks import open_task
    from tests.world import PROVINCE

    enter(
        at_home.service,
        people=[{"no": "admin", "name": "管理", "organisation_code": PROVINCE}],
        grants=[{"person_no": "admin", "role": "administrator", "organisation_code": PROVINCE,
                 "granted_at": at_home.now}],
    )  # fmt: skip
    with at_home.store.writing() as connection:
        number = open_task(
            at_home.service, connection, "case:x", "timer_set_aside", {"rule": "r"}, at_home.now
        )
    assert number in shenbao("task", "list").out
    assert shenbao("task", "close", number, "--as", "city").status == 5
    assert shenbao("task", "close", number, "--as", "nobody").status == 7
    assert shenbao("task", "close", number, "--as", "admin").status == 0
    assert shenbao("task", "close", number, "--as", "admin").status == 7
    assert shenbao("task", "list").out == "none\n"
    assert len(shenbao("task", "list", "--all", "--json").json) == 1


def test_sanctions_are_listed(at_home: World, shenbao: Shenbao) -> None:
    case = at_home.bring("province_review")
    at_home.act(case, "find_false_material", "prov", reason="伪造")
    assert [row["party"] for row in shenbao("sanction", "list", "--in-force", "--json").json] == [
        FIRM,
        "OBJ1",
    ]
    assert FIRM in shenbao("sanction", "list", "--party", FIRM).out


@pytest.mark.only("sqlite")
def test_db_backup_check_restore_upgrade(at_home: World, shenbao: Shenbao, tmp_path: Path) -> None:
    assert shenbao("db", "check").status == 0
    assert "nothing to do" in shenbao("db", "upgrade").out
    copy = tmp_path / "copy.db"
    assert shenbao("db", "backup", copy).status == 0
    assert shenbao("db", "backup", copy).status == 8
    at_home.new_case()
    at_home.store.close()
    kept = shenbao("db", "restore", copy, "--json").json["kept"]
    assert Path(kept).exists()
    assert shenbao("case", "list").out == "none\n"


def test_audit_tells_what_does_not_fit(at_home: World, shenbao: Shenbao) -> None:
    from sqlalchemy import text

    case = at_home.bring("prefecture_review")
    assert shenbao("audit", "verify").out.startswith("in order: ")
    assert shenbao("audit", "verify", case, "--json").json["ok"] is True
    with at_home.store.writing() as connection:
        connection.execute(text("UPDATE case_file SET state = 'selection'"))
    ran = shenbao("audit", "verify")
    assert ran.status == 1
    assert f"{case}: head: its row says state “selection”, its history “prefecture_review”" in ran.out
