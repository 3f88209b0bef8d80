"""Joint applications that end early, and cities that see them differently: Guangdong's, on a real database."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.entering import programmes
from statemachines.refusals import NeedsUnmet
from tests.zones import GUANGDONG, PROGRAMMES, Zones

Made = Callable[..., str]
Changed = Callable[[str, str], None]
MET = {"criterion": "basis", "met": True, "reason": "属实"}
UNMET = {"criterion": "basis", "met": False, "reason": "没有基础"}


@pytest.fixture
def changed(guangdong: Zones, tmp_path: Path) -> Changed:
    """Enters the definition with other words, before a round opens."""

    def change(old: str, new: str) -> None:
        folder = tmp_path / GUANGDONG
        shutil.copytree(PROGRAMMES / GUANGDONG, folder)
        text = (folder / "programme.yaml").read_text("utf-8")
        assert old in text
        (folder / "programme.yaml").write_text(text.replace(old, new), "utf-8")
        programmes.enter_programme(guangdong.service, folder, guangdong.now)

    return change


def test_joint_application_that_lapses_frees_the_place_of_the_city_that_recommended(
    guangdong: Zones, changed: Changed, reviewed: Made
) -> None:
    """A3-2: a place is used by who is recommended to the province, and this one never was."""
    changed("late: {is: refuse, assumed: X1 当日24时止}", "late: {is: lapse, assumed: X1 当日24时止}")
    case = reviewed("guangzhou", "gz6", "fs5", others=("foshan",))
    guangdong.recommend(case, "foshan")
    assert guangdong.used("foshan") == 1
    guangdong.advance(80)
    assert guangdong.state(case) == "lapsed"
    assert (guangdong.used("foshan"), guangdong.used("guangzhou")) == (0, 0)


def test_joint_application_that_is_withdrawn_frees_the_places_of_its_cities(
    guangdong: Zones, changed: Changed, reviewed: Made
) -> None:
    """A3-2: while it waits for the other city; what the province has been given stays counted."""
    changed(
        "in: round, source: P3.2}\n    about: zone",
        "in: round, source: P3.2}\n    withdrawal: true\n    about: zone",
    )
    case = reviewed("guangzhou", "gz6", "fs5", others=("foshan",))
    guangdong.recommend(case, "foshan")
    guangdong.act(case, "withdraw", "gz6-a", reason="撤回")
    assert (guangdong.used("foshan"), guangdong.used("guangzhou")) == (0, 0)
    single = reviewed("foshan", "fs4")
    guangdong.recommend(single, "foshan")
    guangdong.act(single, "withdraw", "fs4-a", reason="撤回")
    assert guangdong.used("foshan") == 1


def test_each_city_rests_on_its_own_findings(guangdong: Zones) -> None:
    """P3.10, A3-2: what one city finds neither bars nor helps the other."""
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    guangdong.act(case, "judge", "foshan", findings=[UNMET])
    guangdong.act(case, "judge", "guangzhou", findings=[MET])
    with pytest.raises(NeedsUnmet, match="条件未满足"):
        guangdong.act(case, "accept", "foshan", attests=["真实性"])
    guangdong.act(case, "accept", "guangzhou", attests=["真实性"])
    guangdong.act(case, "override_soft", "foshan", criterion="basis", reason="确有特色")
    assert guangdong.act(case, "accept", "foshan", attests=["真实性"]).state == "recommendation"


def test_who_only_looks_sees_the_worst_that_was_found(guangdong: Zones) -> None:
    """A3-2: without the word of each city the application does not go on."""
    from casework.views.case import case_detail

    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    guangdong.act(case, "judge", "foshan", findings=[UNMET])
    guangdong.act(case, "judge", "guangzhou", findings=[MET])
    for who in ("", "prov"):
        found = case_detail(guangdong.service, case.partition(":")[2], guangdong.asked("", who))
        assert next(each.result for each in found.criteria if each.path == "basis") == "failed"


def test_city_that_has_judged_nothing_does_not_accept_on_what_another_found(guangdong: Zones) -> None:
    """P3.10: each city checks what it recommends."""
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    guangdong.accept(case, "guangzhou", "真实性")
    with pytest.raises(NeedsUnmet, match="未核验"):
        guangdong.act(case, "accept", "foshan", attests=["真实性"])
