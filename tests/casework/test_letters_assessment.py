"""What a holder is told from the beginning of an assessment to the end of the title, in Guiyang's procedure."""

from collections.abc import Callable

import pytest

from tests.guiyang import base, guiyang
from tests.lands import Land
from tests.letters import Collecting, give_addresses, send, text_of
from tests.proofs import row
from tests.world import World

Read = Callable[[], dict[str, str]]


@pytest.fixture
def holder(world: World) -> tuple[Land, str, Read]:
    """A base with its title, and a way to read what is sent about it from now on, by the first part of the subject."""
    land = guiyang(world)
    case = land.bring(base(land), "certified")
    give_addresses(world)
    send(world, Collecting())

    def read() -> dict[str, str]:
        box = Collecting()
        send(world, box)
        return {str(each["Subject"]).partition("：")[0]: text_of(each) for each in box.messages}

    return land, f"title:{row(world, 'title', case_no=case[5:]).no}", read


def graded(land: Land, title: str, due: str) -> str:
    """An assessment out of turn that is failed; returns its case."""
    case = land.act(title, "open_assessment_out_of_turn", "bureau", reason="群众反映").also[0]
    land.act(case, "submit", "district")
    land.act(case, "dispense_with_site_check", "bureau", reason="材料充分")
    land.act(case, "grade", "bureau", grade="不合格", due=due)
    return case


def test_failed_holder_is_ordered_to_rectify_by_a_day_and_warned(holder: tuple[Land, str, Read]) -> None:
    land, title, read = holder
    case = graded(land, title, land.world.now.date().replace(month=12, day=31).isoformat())
    sent = read()
    assert "考评启动" in sent
    order = sent["考评不合格，责令整改"]
    assert f"期限：{land.world.now.year}年12月31日" in order
    assert "连续两次考评不合格" in order
    assert "- 考评等次：不合格" in order
    assert f"申报件：{case[5:]}" in order
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "accept_rectification", "bureau")
    assert "称号予以保留" in read()["整改验收合格"]


def test_second_failure_invites_the_holder_to_be_heard_and_the_end_is_told(
    holder: tuple[Land, str, Read],
) -> None:
    land, title, read = holder
    due = land.world.now.date().replace(month=12, day=31).isoformat()
    first = graded(land, title, due)
    land.act(first, "report_rectification", "district", report="已整改")
    land.act(first, "accept_rectification", "bureau")
    second = graded(land, title, due)
    heard = read()["连续两次考评不合格，陈述申辩通知"]
    assert "有权陈述申辩" in heard
    assert "期限：" in heard
    land.act(second, "state_defence", "district", statement="已尽力")
    land.act(second, "propose_removal", "bureau", reason="两次不合格")
    assert "待办理" in read()
    land.act(second, "agree_removal", "office")
    assert "不得再使用该称号和牌匾" in read()["取消授牌"]
