"""A flood against a real server: it fills nothing, and neither others at the same address nor elsewhere wait for it."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from casework.accounts import attempts
from casework.record.audit import verify
from tests.web.browser.conftest import served
from tests.web.conftest import Visitors
from tests.world import World

pytestmark = pytest.mark.long
CLIENTS, EACH = 4, 500
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def said(number: int) -> str:
    return urlencode({"entry": "1", "text": "与事实不符", "key": f"{number:032x}"})


def post(address: str, path: str, numbers: range, source: str) -> Counter[int]:
    """Send again and again over one connection; how often each answer came."""
    found: Counter[int] = Counter()
    with closing(HTTPConnection(address.partition("//")[2], source_address=(source, 0), timeout=60)) as line:
        for number in numbers:
            line.request("POST", path, said(number), FORM)
            answer = line.getresponse()
            answer.read()
            found[answer.status] += 1
    return found


def test_flood_from_one_address_fills_nothing_and_silences_nobody(world: World, signed_in: Visitors) -> None:
    case = world.bring("publicity")
    world.now = datetime(2020, 1, 8, 2, tzinfo=UTC)
    listed = world.list_of(case)
    world.act(listed, "publish", "prov")
    path = f"/public/notices/{listed[5:]}/object"
    with served(signed_in.app) as address:
        with closing(HTTPConnection(address.partition("//")[2], source_address=("127.0.0.1", 0))) as line:
            line.request("GET", path)
            ticket = re.search(r"\?ticket=([0-9a-f]+)", line.getresponse().read().decode())
        assert ticket
        world.now += timedelta(seconds=30)
        before = world.counts()
        with ThreadPoolExecutor(CLIENTS + 2) as crowd:
            flood = [
                crowd.submit(post, address, path, range(n * EACH, (n + 1) * EACH), "127.0.0.1")
                for n in range(CLIENTS)
            ]
            colleague = crowd.submit(
                post, address, f"{path}?ticket={ticket[1]}", range(9001, 9004), "127.0.0.1"
            )
            elsewhere = crowd.submit(post, address, path, range(9101, 9104), "127.0.0.2")
            assert colleague.result() == Counter({303: 3})
            assert elsewhere.result() == Counter({303: 3})
            answers = sum((each.result() for each in flood), Counter[int]())
    assert answers == Counter({429: CLIENTS * EACH - attempts.WORD.tries, 303: attempts.WORD.tries})
    after = world.counts()
    assert after["objection"] - before["objection"] == attempts.WORD.tries + 6
    assert after["sign_in_attempt"] <= before["sign_in_attempt"] + 8
    assert not verify(world.service).faults
