"""Bad input: a clear error, a documented exit status, no traceback, and nothing half-written."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao, unchanged
from tests.world import CITY, FIGURES, FIRM, PAPERS, STANDARD, World

Prepare = Callable[[World], tuple[object, ...]]


def act(case: str, action: str, person: str, *data: str) -> tuple[str, ...]:
    return "case", "act", case, action, "--as", person, *(word for each in data for word in ("--data", each))


def new(round_no: str, **other: str) -> tuple[str, ...]:
    given = {"applicant": FIRM, "object": "OBJ1", "as": "app", **other}
    return "case", "new", "--round", round_no, *(word for k, v in given.items() for word in (f"--{k}", v))


def _late(world: World) -> tuple[str, ...]:
    """The draft has lapsed before anybody submits it."""
    case = world.new_case()
    world.now += timedelta(days=40)
    world.sweep()
    return act(case, "submit", "app")


def _late_unswept(world: World) -> tuple[str, ...]:
    """Nobody has swept, and yet it is too late."""
    case = world.new_case()
    world.now += timedelta(days=40)
    return act(case, "submit", "app")


def _banned(world: World) -> tuple[str, ...]:
    case = world.bring("province_review")
    second = world.new_case("app", "OBJ3")
    world.act(case, "find_false_material", "prov", reason="伪造")
    world.act(second, "provide", "app", materials=PAPERS, indicators=FIGURES)
    return act(second, "submit", "app")


def _duplicate(world: World) -> tuple[str, ...]:
    world.bring("province_review")
    second = world.new_case()
    world.act(second, "provide", "app", materials=PAPERS, indicators=FIGURES)
    return act(second, "submit", "app")


def _returned_too_often(world: World) -> tuple[str, ...]:
    case = world.bring("prefecture_review")
    for _ in range(2):
        world.act(case, "return_for_correction", "city", reason="缺", clock="continue")
        world.act(case, "resubmit", "app")
    return act(case, "return_for_correction", "city", "reason=缺", "clock=continue")


REFUSED: dict[str, tuple[Prepare, int, str]] = {
    "unknown case": (lambda w: act("none", "submit", "app"), 7, "no case “none”"),
    "unknown person": (lambda w: act(w.new_case(), "submit", "nobody"), 7, "no person “nobody”"),
    "unknown round": (lambda w: new("none"), 7, "no round “none”"),
    "unknown applicant": (lambda w: new(w.open_round(), applicant="none"), 7, "no organisation “none”"),
    "unknown object": (lambda w: new(w.open_round(), object="none"), 7, "no object “none”"),
    "joint applicant": (lambda w: new(w.open_round(), partner=CITY), 2, "takes no joint applications"),
    "unknown list": (lambda w: ("list", "show", "none"), 7, "no list “none”"),
    "unknown title": (lambda w: ("title", "act", "none", "revoke", "--as", "prov"), 7, "no title “none”"),
    "unknown subject": (lambda w: ("deadline", "explain", "none"), 7, "none"),
    "unknown programme": (lambda w: ("round", "open", "none", "apply", "--year", "2020", "--as", "prov"), 7, "none"),
    "unknown procedure": (
        lambda w: ("round", "open", "standard", "none", "--year", "2020", "--as", "prov"), 2, "“none” has no rounds"),
    "unknown action": (lambda w: act(w.new_case(), "fly", "app"), 5, "submit"),
    "unknown field": (lambda w: act(w.bring("prefecture_review"), "reject", "city", "reson=x"), 5, "'reason'"),
    "missing field": (lambda w: act(w.bring("prefecture_review"), "reject", "city"), 5, "'reason' is missing"),
    "wrong choice": (
        lambda w: act(w.bring("prefecture_review"), "return_for_correction", "city", "reason=x", "clock=stop"),
        5, "continue, restart"),
    "wrong date": (lambda w: act(w.bring("site_check"), "pass_site_check", "prov", "visited_on=morgen"), 5, "morgen"),
    "wrong number": (lambda w: act(w.bring("selection"), "select", "prov", "rank=first"), 5, "write a number"),
    "records that are none": (lambda w: act(w.new_case(), "submit", "app", "materials=x"), 2, "not JSON"),
    "unknown paper": (
        lambda w: act(w.new_case(), "provide", "app", 'materials=[{"material": "aplication"}]'), 2, "'application'"),
    "unknown indicator": (
        lambda w: act(w.new_case(), "provide", "app", 'indicators=[{"indicator": "firm", "value": 1}]'), 2, "'firms'"),
    "wrong setting": (
        lambda w: ("round", "open", "standard", "apply", "--year", "2020", "--as", "prov",
                   "--set", "apply.submission.due=soon"), 2, "soon"),
    "wrong role": (lambda w: act(w.bring("prefecture_review"), "accept", "app"), 5, "only prefecture may"),
    "wrong region": (lambda w: act(w.bring("prefecture_review"), "accept", "city2"), 5, "only prefecture may"),
    "wrong applicant": (lambda w: new(w.open_round(), **{"as": "app2"}), 5, "only applicant applies"),
    "wrong state": (lambda w: act(w.new_case(), "certify", "prov"), 5, "allowed to you now"),
    "carried by the list": (lambda w: act(w.bring("publicity"), "publish", "prov"), 5, "done on the list"),
    "late": (_late, 5, "lapsed"),
    "late though nobody swept": (_late_unswept, 5, "期"),
    "incomplete materials": (lambda w: act(w.new_case(), "submit", "app"), 5, "材料"),
    "banned": (_banned, 5, "allowed to you now"),
    "duplicate": (_duplicate, 5, "allowed to you now"),
    "returned too often": (_returned_too_often, 5, "returned too often"),
}  # fmt: skip


@pytest.mark.parametrize(("prepare", "status", "told"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused_and_leaves_nothing(
    at_home: World, shenbao: Shenbao, prepare: Prepare, status: int, told: str
) -> None:
    """As text and as JSON, tried and in earnest."""
    words = prepare(at_home)
    before = at_home.counts()
    ran = shenbao(*words)
    assert (ran.status, ran.out) == (status, ""), ran.err
    assert ran.err.startswith("Error: ")
    assert told in ran.err
    as_json = shenbao(*words, "--json")
    assert (as_json.status, as_json.out, as_json.error["exit"]) == (status, "", status)
    assert unchanged(at_home, before) == []


def test_refusals_name_what_is_allowed_instead(at_home: World, shenbao: Shenbao) -> None:
    """For programs too."""
    case = at_home.bring("publicity")
    error = shenbao(*act(case, "publish", "prov"), "--json").error
    assert error["facts"]["allowed"] == ["find_false_material"]
    assert (error["kind"], error["facts"]["state"]) == ("NotDeclared", "publicity")


@pytest.mark.parametrize(
    ("kind", "known"),
    [("case", "prefecture_review, "), ("list", "draft or published"), ("title", "in_force or")],
)
def test_unknown_state_is_told_with_the_known_ones(
    at_home: World, shenbao: Shenbao, kind: str, known: str
) -> None:
    """An empty list would say that nothing stands there."""
    ran = shenbao(kind, "list", "--state", "foo")
    assert (ran.status, ran.out, known in ran.err) == (2, "", True)
    assert shenbao(kind, "list").status == 0


def test_request_key_used_for_another_command_is_a_conflict(at_home: World, shenbao: Shenbao) -> None:
    case = at_home.bring("prefecture_review")
    assert shenbao(*act(case, "reject", "city", "reason=x"), "--key", "k").status == 0
    ran = shenbao(*act(case, "reject", "city", "reason=y"), "--key", "k")
    assert (ran.status, "“k” was used" in ran.err) == (6, True)


READING: list[tuple[str, ...]] = [
    ("case", "list"), ("deadline", "list"), ("audit", "verify"), ("db", "backup", "copy.db"), ("sweep", "--once"),
    ("round", "open", "standard", "apply", "--year", "2020", "--as", "prov"),
]  # fmt: skip


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("damage", ["truncated", "overwritten", "empty", "missing", "folder"])
def test_damaged_database_is_told(
    at_home: World, shenbao: Shenbao, words: tuple[str, ...], damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was asked for."""
    path = at_home.store.path
    at_home.new_case()
    at_home.store.close()
    monkeypatch.chdir(path.parent)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    content = path.read_bytes()
    path.unlink()
    match damage:
        case "truncated":
            path.write_bytes(content[: len(content) // 2])
        case "overwritten":
            path.write_bytes(b"\xff" * len(content))
        case "empty":
            path.touch()
        case "folder":
            path.mkdir()
    ran = shenbao(*words)
    assert ran.status == 8, ran.err
    assert str(path) in ran.err
    assert shenbao(*words, "--json").error["exit"] == 8


@contextmanager
def never_writable(path: Path) -> Iterator[None]:
    """As a file system mounted read-only shows it; a mode would not keep the administrator out."""
    path.parent.chmod(0o555)
    path.chmod(0o444)
    try:
        yield
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)


@pytest.mark.only("sqlite")
def test_read_only_database_is_read_and_not_written(
    at_home: World, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened as a read-only address, so that it holds for the administrator too."""
    case = at_home.bring("prefecture_review")
    before, path = at_home.counts(), at_home.store.path
    at_home.store.close()
    monkeypatch.setenv("SHENBAO_DATABASE_URL", f"sqlite:///file:{path}?mode=ro&uri=true")
    with never_writable(path):
        assert shenbao("case", "show", case).status == 0
        ran = shenbao(*act(case, "reject", "city", "reason=x"))
    assert (ran.status, "writable" in ran.err) == (8, True), ran.err
    assert unchanged(at_home, before) == []


@pytest.mark.only("sqlite")
def test_full_disk_keeps_all_or_nothing(
    at_home: World, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The action that finds no room leaves nothing; once there is room it is done."""
    from casework.storage import sqlite

    case = at_home.bring("prefecture_review")
    before, path = at_home.counts(), at_home.store.path
    at_home.store.close()
    real = sqlite.prepare

    def full(raw: sqlite3.Connection, *, durable: bool) -> None:
        real(raw, durable=durable)
        raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0]}")

    monkeypatch.setattr(sqlite, "prepare", full)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("VACUUM")
    words = (*act(case, "reject", "city"), "--data-file", str(tmp_path / "long.json"))
    (tmp_path / "long.json").write_text('{"reason": "' + "长" * 19000 + '"}', "utf-8")
    ran = shenbao(*words)
    assert (ran.status, "disk is full" in ran.err) == (8, True), ran.err
    monkeypatch.setattr(sqlite, "prepare", real)
    assert unchanged(at_home, before) == []
    assert shenbao(*words).status == 0


def test_last_place_of_a_quota_goes_once(at_home: World, shenbao: Shenbao, tmp_path: Path) -> None:
    """A recommendation with one place, put into the template: the second case is refused, and may be declined."""
    folder = tmp_path / "programmes" / "standard"
    shutil.copytree(STANDARD, folder)
    definition = (folder / "programme.yaml").read_text("utf-8")
    stage = "      - recommendation: {by: prefecture, quota: [{max: 1}], source: S.5}\n"
    place = definition.index("      - province_review:")
    (folder / "programme.yaml").write_text(definition[:place] + stage + definition[place:], "utf-8")
    assert shenbao("init", "--programmes", folder.parent).status == 0
    cases = []
    for thing in ("OBJ1", "OBJ3"):
        cases.append(at_home.bring("prefecture_review", "app", thing))
        at_home.act(cases[-1], "judge", "city", findings=[{"criterion": "standing", "met": True}])
        at_home.act(cases[-1], "accept", "city", attests=["真实性"])
    assert shenbao(*act(cases[0], "recommend", "city")).status == 0
    before = at_home.counts()
    ran = shenbao(*act(cases[1], "recommend", "city"))
    assert (ran.status, "推荐名额已满" in ran.err, "decline" in ran.err) == (5, True, True)
    assert unchanged(at_home, before) == []
    (quota,) = shenbao("round", "show", at_home.rounds[0], "--json").json["quotas"][:1]
    assert (quota["most"], quota["used"], quota["free"]) == (1, 1, 0)


@pytest.mark.parametrize("text", ["format: 1\nprogramme: [", "format: 1\nprogramme: standard\nbdies: {}\n"])
def test_malformed_definition_names_file_and_line(
    at_home: World, shenbao: Shenbao, tmp_path: Path, text: str
) -> None:
    folder = tmp_path / "programmes" / "standard"
    folder.mkdir(parents=True)
    (folder / "programme.yaml").write_text(text, "utf-8")
    (folder / "sources.yaml").write_text("{}\n", "utf-8")
    before = at_home.counts()
    ran = shenbao("init", "--programmes", folder.parent)
    assert (ran.status, "standard/programme.yaml:" in ran.err) == (4, True)
    assert unchanged(at_home, before) == []
