"""Publicity: five working days, a printed window checked, objections that hold one entry only, closing once."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calendars import CalendarError
from casework.entering import programmes
from casework.refused import BadInput
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared, NotYours, Refusal
from tests.letters import Collecting, give_addresses, send, text_of
from tests.proofs import check_everything, events, history, row, rows
from tests.world import FIRM, PAPERS, STANDARD, World


@pytest.fixture
def both(world: World) -> tuple[str, str, str]:
    """Two cases of two cities on one list in draft; on Wednesday 8 January 2020, and the list."""
    first, second = world.bring("publicity"), world.bring("publicity", "app2", "OBJ2")
    world.now = datetime(2020, 1, 8, 2, tzinfo=UTC)
    return first, second, world.list_of(first)


def objection_to(world: World, case: str) -> str:
    """The number of the last objection to a case."""
    return str(rows(world, "objection", case_no=case[5:])[-1].no)


def test_window_is_five_working_days_from_the_day_after(world: World, both: tuple[str, str, str]) -> None:
    """Published on Wednesday the 8th: 9, 10, 13, 14, 15; it ends at midnight."""
    done = world.act(both[2], "publish", "prov")
    assert done.last_day == "2020-01-15"
    stored = row(world, "name_list", no=both[2][5:])
    assert (stored.published_on, stored.window_first, stored.window_last) == (
        date(2020, 1, 8), date(2020, 1, 9), date(2020, 1, 15),
    )  # fmt: skip
    assert stored.closes_at == datetime(2020, 1, 15, 16, tzinfo=UTC)
    assert stored.place.startswith("官方网站")


def test_publication_day_counts_where_the_definition_says_so(world: World, tmp_path: Path) -> None:
    """The switch of X3: published on Wednesday the 8th, the 8th is the first day."""
    text = (STANDARD / "programme.yaml").read_text("utf-8")
    folder = tmp_path / "standard"
    folder.mkdir()
    (folder / "programme.yaml").write_text(
        text.replace("count_publication_day: false", "count_publication_day: true"), "utf-8"
    )
    (folder / "sources.yaml").write_text((STANDARD / "sources.yaml").read_text("utf-8"), "utf-8")
    programmes.enter_programme(world.service, folder, world.now)
    case = world.bring("publicity")
    world.now = datetime(2020, 1, 8, 2, tzinfo=UTC)
    assert world.act(world.list_of(case), "publish", "prov").last_day == "2020-01-14"
    assert row(world, "name_list").window_first == date(2020, 1, 8)


def test_day_of_publication_is_that_of_shanghai(world: World, both: tuple[str, str, str]) -> None:
    """Half past midnight on the 9th is still the 8th in UTC."""
    world.now = datetime(2020, 1, 8, 16, 30, tzinfo=UTC)
    assert world.act(both[2], "publish", "prov").last_day == "2020-01-16"


def test_everything_closes_at_the_end_of_the_window_and_only_once(
    world: World, both: tuple[str, str, str]
) -> None:
    first, second, listed = both
    world.act(listed, "publish", "prov")
    world.now = datetime(2020, 1, 15, 15, 59, 59, tzinfo=UTC)
    world.sweep()
    assert world.state(listed) == "published"
    world.now += timedelta(seconds=1)
    world.sweep()
    world.sweep()
    assert [world.state(each) for each in (listed, first, second)] == [
        "closed",
        "certification",
        "certification",
    ]
    for subject in both:
        assert events(world, subject).count("publicity_closed") == 1
    check_everything(world)


def test_printed_window_that_fits_is_used(world: World, both: tuple[str, str, str]) -> None:
    done = world.act(
        both[2],
        "publish",
        "prov",
        published_on="2020-01-08",
        window_first="2020-01-08",
        window_last="2020-01-17",
    )
    assert done.last_day == "2020-01-17"
    assert row(world, "name_list").window_first == date(2020, 1, 8)


def test_printed_window_that_is_short_is_taken_with_a_warning(
    world: World, both: tuple[str, str, str]
) -> None:
    """A warning in the record, no refusal: the notice's own window prevails (Civil Code 204)."""
    done = world.act(both[2], "publish", "prov", window_first="2020-01-09", window_last="2020-01-14")
    assert done.last_day == "2020-01-14"
    (warning,) = json.loads(history(world, both[2])[-1].payload)["warnings"]
    assert "公示期不足" in warning


@pytest.mark.parametrize(
    "window",
    [
        {"window_first": "2020-01-07", "window_last": "2020-01-15"},
        {"window_first": "2020-01-09", "window_last": "2020-01-18"},
        {"window_first": "2020-01-15", "window_last": "2020-01-09"},
        {"window_last": "2020-01-09"},
        {"window_first": "2020-01-09"},
        {"published_on": "2020-01-09"},
        {"published_on": "2019-12-02"},
        {"published_on": "soon"},
        {"window_first": "2020-01-09", "window_last": "whenever"},
    ],
    ids=["before publication", "ends on a Saturday", "reversed", "no first day", "no last day", "dated ahead",
         "over already", "no date", "no last date"],
)  # fmt: skip
def test_impossible_window_is_refused_and_nothing_is_kept(
    world: World, both: tuple[str, str, str], window: dict[str, str]
) -> None:
    before = world.counts()
    with pytest.raises((NeedsUnmet, BadPayload)):
        world.act(both[2], "publish", "prov", **window)
    assert world.counts() == before
    assert world.state(both[2]) == "draft"


def test_printed_window_in_a_year_nobody_knows_is_refused(world: World) -> None:
    """Exact computations refuse what the calendar does not know."""
    world.now = datetime(2026, 12, 14, 2, tzinfo=UTC)
    case = world.bring("publicity")
    with pytest.raises(CalendarError, match="2027"):
        world.act(world.list_of(case), "publish", "prov", window_first="2026-12-17", window_last="2027-01-08")


def test_objection_holds_its_entry_and_the_others_close(world: World, both: tuple[str, str, str]) -> None:
    first, second, listed = both
    world.act(listed, "publish", "prov")
    world.act(first, "object", "public", text="数据不实", objector="张三")
    world.advance(8)
    assert [world.state(each) for each in (listed, first, second)] == [
        "closed",
        "publicity.held",
        "certification",
    ]
    assert "张三" not in "".join(entry.payload for entry in rows(world, "history"))
    done = world.act(first, "keep_entry", "prov", objection=objection_to(world, first), reason="核实无误")
    assert done.state == "certification"
    assert row(world, "list_entry", case_no=first[5:]).state == "cleared"
    check_everything(world)


def test_entry_kept_while_the_window_runs_goes_back_into_public(
    world: World, both: tuple[str, str, str]
) -> None:
    first, _, listed = both
    world.act(listed, "publish", "prov")
    world.act(first, "object", "public", text="不实")
    assert world.act(
        first, "keep_entry", "prov", objection=objection_to(world, first), reason="无误"
    ).state == ("publicity.open")
    world.advance(8)
    assert world.state(first) == "certification"


def test_entry_whose_conditions_are_not_met_is_dropped(world: World, both: tuple[str, str, str]) -> None:
    first, second, listed = both
    world.act(listed, "publish", "prov")
    world.act(first, "object", "public", text="不实")
    done = world.act(first, "drop_entry", "prov", objection=objection_to(world, first), reason="条件不符")
    assert done.state == "dropped"
    world.advance(8)
    assert world.state(second) == "certification"
    assert row(world, "list_entry", case_no=first[5:]).state == "dropped"
    assert row(world, "objection").conditions_met is False


def test_several_objections_are_settled_one_by_one(world: World, both: tuple[str, str, str]) -> None:
    """The entry stays held until the last one is settled; settled twice is refused."""
    first, _, listed = both
    world.act(listed, "publish", "prov")
    world.act(first, "object", "public", text="一")
    world.act(first, "object", "public", text="二")
    one, two = (each.no for each in rows(world, "objection"))
    assert world.act(first, "keep_entry", "prov", objection=one, reason="无误").state == "publicity.held"
    with pytest.raises(BadInput, match=one):
        world.act(first, "keep_entry", "prov", objection=one, reason="再来")
    with pytest.raises(BadInput, match="standard-O9999"):
        world.act(first, "keep_entry", "prov", objection="standard-O9999", reason="没有")
    assert world.act(first, "keep_entry", "prov", objection=two, reason="无误").state == "publicity.open"


def test_objection_after_the_window_is_refused_even_before_the_sweep(
    world: World, both: tuple[str, str, str]
) -> None:
    first, _, listed = both
    world.act(listed, "publish", "prov")
    world.now = datetime(2020, 1, 15, 16, tzinfo=UTC)
    with pytest.raises(NeedsUnmet, match="公示期已满"):
        world.act(first, "object", "public", text="迟了")


def test_correction_starts_a_new_window(world: World, both: tuple[str, str, str]) -> None:
    """Corrected on Tuesday the 14th: 15, 16, 17, Sunday the 19th (worked), 20."""
    first, _, listed = both
    world.act(listed, "publish", "prov")
    world.now = datetime(2020, 1, 14, 2, tzinfo=UTC)
    assert world.act(listed, "correct", "prov", reason="名称有误").last_day == "2020-01-20"
    world.now = datetime(2020, 1, 16, 2, tzinfo=UTC)
    world.sweep()
    assert world.state(first) == "publicity.open"
    world.now = datetime(2020, 1, 21, 2, tzinfo=UTC)
    world.sweep()
    assert world.state(first) == "certification"
    assert [each.state for each in rows(world, "deadline", subject=listed)] == ["met", "met"]
    check_everything(world)


def test_correction_is_told_to_those_who_stand_in_public(world: World, both: tuple[str, str, str]) -> None:
    """Held by an objection one still stands there; dropped one does not. One letter an applicant, with both dates."""
    first, second, listed = both
    third = world.bring("publicity", object_no="OBJ3")
    world.act(listed, "publish", "prov")
    world.act(first, "object", "public", text="与事实不符")
    world.act(second, "object", "public", text="与事实不符")
    world.act(second, "drop_entry", "prov", objection=objection_to(world, second), reason="属实")
    give_addresses(world)
    world.act(listed, "correct", "prov", reason="名称有误", place="省厅网站")
    told = rows(world, "letter", template="publicity_corrected")
    assert [(each.recipient, each.subject) for each in told] == [(f"org:{FIRM}", listed)]
    assert world.list_of(third) == listed
    box = Collecting()
    send(world, box)
    (text,) = [text_of(each) for each in box.messages if each["Subject"] == f"公示更正：{listed[5:]}"]
    assert text.count("公示地点") == 1
    for line in ("理由：名称有误", "公示地点：省厅网站", "公示截止：2020年1月16日", "名单已于"):
        assert line in text.replace(f"名单{listed[5:]}", "名单"), text
    check_everything(world)


def test_list_is_published_and_corrected_by_its_body_only(world: World, both: tuple[str, str, str]) -> None:
    for who in ("city", "app", "public", "e1"):
        with pytest.raises(NotYours):
            world.act(both[2], "publish", who)


def test_selection_after_publication_begins_another_list(world: World, both: tuple[str, str, str]) -> None:
    """Publishing freezes the list."""
    world.act(both[2], "publish", "prov")
    other = world.bring("publicity", object_no="OBJ3")
    assert world.list_of(other) != both[2]
    with pytest.raises(NotDeclared):
        world.act(both[2], "publish", "prov")
    world.act(world.list_of(other), "publish", "prov")
    assert world.state(other) == "publicity.open"


@pytest.mark.parametrize("rank", ["0", "-1", "1.5", "first", "1e400", True])
def test_rank_that_is_none_is_refused(world: World, rank: object) -> None:
    case = world.bring("selection")
    before = world.counts()
    with pytest.raises((Refusal, BadInput), match="rank"):
        world.act(case, "select", "prov", rank=rank)
    assert world.counts() == before


def test_list_whose_only_case_has_gone_cannot_be_published(world: World) -> None:
    case = world.bring("publicity")
    listed = world.list_of(case)
    world.act(case, "find_false_material", "prov", reason="造假")
    with pytest.raises(NeedsUnmet, match="名单为空"):
        world.act(listed, "publish", "prov")


def test_title_is_granted_once_and_bars_a_second_application(world: World) -> None:
    world.bring("certified")
    again = world.new_case()
    with pytest.raises(NeedsUnmet, match="有效称号"):
        world.act(again, "submit", "app", materials=PAPERS)


def test_correction_that_names_no_place_leaves_the_one_that_was_published(
    world: World, both: tuple[str, str, str]
) -> None:
    world.act(both[2], "publish", "prov", place="政务大厅公告栏")
    world.act(both[2], "correct", "prov", reason="名称有误")
    assert row(world, "name_list", no=both[2][5:]).place == "政务大厅公告栏"
