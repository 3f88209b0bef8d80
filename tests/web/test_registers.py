"""Titles and their assessments as pages."""

import re
from datetime import UTC, datetime

from tests.web.conftest import Visitors
from tests.world import World


def test_title_leads_to_its_assessments_and_its_case(world: World, signed_in: Visitors) -> None:
    case = world.bring("certified").partition(":")[2]
    world.now = datetime(2021, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    assessed = "standard-assess-2021-0001"
    world.act(f"case:{assessed}", "submit", "app")
    world.act(f"case:{assessed}", "grade", "prov", grade="不合格", due="2021-05-01")
    browser = signed_in("prov")
    listed = browser.get("/titles").text
    (link,) = re.findall(r'href="(/titles/[^"?]+)"', listed)
    page = browser.get(link).text
    assert f'href="/cases/{case}"' in page
    assert f'href="/cases/{assessed}"' in page
    assert "不合格" in page
    assert "2021年5月1日 周六" in page
    assert "没有符合条件的称号" in browser.get("/titles?programme=nothing").text
