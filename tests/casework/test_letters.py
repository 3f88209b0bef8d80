"""Letters leave the outbox: written from the facts of their moment, sent, marked one by one."""

import pytest

from tests.letters import Collecting, give_addresses, letter_counts, send, text_of
from tests.world import World


@pytest.fixture
def world(world: World) -> World:
    """The small world, where everybody has an address."""
    give_addresses(world)
    return world


def test_letters_reach_the_people_of_the_organisation(world: World) -> None:
    world.bring("prefecture_review")
    box = Collecting()
    done = send(world, box)
    assert (done.looked_at, done.sent) == (2, 2)
    by_subject = {message["Subject"]: message for message in box.messages}
    assert set(by_subject) == {"已收到申报：OBJ1", "待办理：OBJ1（市级审核）"}
    assert [mail.to for mail in box.mails if "city" in mail.to[0]] == [("city@example.org",)]
    assert letter_counts(world) == {"sent": 2}
    assert send(world, box).nothing


def texts(world: World) -> dict[str, str]:
    """What is due, delivered: the plain texts by the first part of their subjects."""
    box = Collecting()
    send(world, box)
    return {str(each["Subject"]).partition("：")[0]: text_of(each) for each in box.messages}


def test_who_acts_is_told_until_when_and_how_that_was_counted(world: World) -> None:
    world.bring("prefecture_review")
    text = texts(world)["待办理"]
    assert "期限：2020年1月19日（星期日）\n计算方法：2020年1月6日 周一起10个工作日，当日不计入" in text
    assert "申报件：standard-2020-0001　OBJ1" in text


def test_return_says_why_what_is_wanting_and_until_when(world: World) -> None:
    case = world.bring("prefecture_review")
    world.act(case, "judge", "city", findings=[{"criterion": "standing", "met": False, "reason": "亏损"}])
    world.act(case, "return_for_correction", "city", reason="补充审计报告", clock="restart")
    text = texts(world)["退回补正"]
    assert "理由：补充审计报告" in text
    assert "未满足的条件：\n- 经营和财务状况良好\n" in text
    assert "期限：2020年1月19日（星期日）" in text
    assert "如有疑问，请联系甲市主管部门。" in text


def test_publicity_names_its_end(world: World) -> None:
    world.bring("publicity.open")
    text = texts(world)["公示通知"]
    assert "公示截止：2020年1月14日（星期二）" in text
    assert "公示地点：" in text


def test_reminder_of_a_deadline_that_moved_since_says_so(world: World) -> None:
    case = world.bring("prefecture_review")
    texts(world)
    while not any(each.action == "remind" for each in world.advance(1)):
        pass
    world.act(case, "extend", "prov", until="2020-02-28", reason="疫情防控")
    text = texts(world)["催办"]
    assert "本函生成后该期限又有调整" in text
