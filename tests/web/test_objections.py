"""异议 of the public: taken within the window, once, answered by a receipt; floods are stopped, nothing is shown."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
from httpx import Response
from sqlalchemy import select

from casework.accounts import attempts, tickets
from casework.accounts.errors import TooManyAttempts
from casework.entering import programmes
from casework.record.audit import verify
from casework.views.histories import history_of
from models.tables import objection, personal_text
from tests.web.conftest import Visitor, Visitors
from tests.world import STANDARD, World
from web import sending
from web.full_counts import MOST, Floods
from web.house import House

KEY = "0123456789abcdef" * 2
WORDS = {"entry": "1", "text": "与事实不符", "objector": "某某 13800000000", "key": KEY}


@pytest.fixture
def public(world: World) -> tuple[str, str, str]:
    """Two cases on a list in public, and the path of the form."""
    first, second = world.bring("publicity"), world.bring("publicity", "app2", "OBJ2")
    world.now = datetime(2020, 1, 8, 2, tzinfo=UTC)
    listed = world.list_of(first)
    world.act(listed, "publish", "prov")
    return first, second, f"/public/notices/{listed[5:]}/object"


Public = tuple[str, str, str]


def objections(world: World) -> list[tuple[str, str]]:
    with world.store.reading() as connection:
        known = select(objection.c.no, objection.c.case_no).order_by(objection.c.no)
        return [(row.no, row.case_no) for row in connection.execute(known)]


def test_objection_is_taken_and_answered_by_a_receipt(world: World, public: Public, nobody: Visitor) -> None:
    page = nobody.get(public[2]).text
    assert "只暂停您所选的一项" in page
    assert re.search(r'<option value="1">1 OBJ1 · 甲申报单位', page)
    answer = nobody.post(public[2], WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/public/receipts/{KEY}")
    receipt = nobody.get(answer.headers["location"])
    assert "standard-O0001" in receipt.text
    assert "noindex" in receipt.text
    assert receipt.headers["cache-control"] == "no-store"
    assert objections(world) == [("standard-O0001", public[0][5:])]
    assert (world.state(public[0]), world.state(public[1])) == ("publicity.held", "publicity.open")
    assert not verify(world.service).faults


def test_receipts_of_two_objections_to_one_entry_have_their_own_numbers(
    world: World, public: Public, nobody: Visitor
) -> None:
    keys = [f"{n}" * 32 for n in (1, 2)]
    for key in keys:
        nobody.post(public[2], {**WORDS, "key": key})
    found = [re.search(r"standard-O\d{4}", nobody.get(f"/public/receipts/{key}").text) for key in keys]
    assert [each and each[0] for each in found] == ["standard-O0001", "standard-O0002"]


def test_sent_twice_counts_once_and_other_words_under_the_same_key_are_refused(
    world: World, public: Public, nobody: Visitor
) -> None:
    for _ in range(2):
        assert nobody.post(public[2], WORDS).status_code == 303
    assert len(objections(world)) == 1
    answer = nobody.post(public[2], {**WORDS, "text": "另有情况"})
    assert answer.status_code == 409
    assert f'value="{KEY}"' not in answer.text
    assert "另有情况" in answer.text
    assert len(objections(world)) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"entry": ""}, "请选择名单中的一项"), ({"entry": "9"}, "请选择名单中的一项"), ({"text": " "}, "请填写"),
        ({"text": "长" * 20_001}, "不得超过"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_words_are_kept(
    world: World, public: Public, nobody: Visitor, sent: dict[str, str], said: str
) -> None:
    answer = nobody.post(public[2], {**WORDS, **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert "13800000000" in answer.text
    assert objections(world) == []


def test_nothing_is_taken_outside_the_window(world: World, public: Public, nobody: Visitor) -> None:
    world.now = datetime(2020, 1, 15, 16, tzinfo=UTC)  # midnight after its last day, before any sweep
    page = nobody.get(public[2]).text
    assert "现不受理异议" in page
    assert "<textarea" not in page
    assert public[2] not in nobody.get(public[2].removesuffix("/object")).text
    assert nobody.post(public[2], WORDS).status_code == 422
    assert objections(world) == []
    assert nobody.get("/public/notices/none/object").status_code == 404
    assert nobody.post("/public/notices/none/object", WORDS).status_code == 404


def test_form_of_another_site_is_refused(world: World, public: Public, nobody: Visitor) -> None:
    for header in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = nobody.client.post(public[2], data=WORDS, headers=header)
        assert answer.status_code == 403
    assert objections(world) == []


def ticket_of(nobody: Visitor, path: str) -> str:
    found = re.search(r'action="\?ticket=([0-9a-f]{72})"', nobody.get(path).text)
    assert found
    return found[1]


def flood(world: World, nobody: Visitor, path: str) -> None:
    """Send until the count is full, and once more: the last answer is a refusal."""
    for n in range(attempts.WORD.tries):
        assert nobody.post(path, {**WORDS, "key": f"{n:032x}"}).status_code == 303
    assert nobody.post(path, WORDS).status_code == 429


def test_flood_from_one_address_is_stopped_and_writes_nothing(
    world: World, public: Public, nobody: Visitor
) -> None:
    flood(world, nobody, public[2])
    before = world.counts()
    for sent in ({**WORDS, "key": f"{999:032x}"}, {}, {"entry": "9", "text": "长" * 30_000}):
        with world.queries() as asked:
            answer = nobody.post(public[2], sent)
        assert asked == []  # it is known to be full
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
        assert "没有收下" in answer.text
        assert "<form" not in answer.text
        assert len(answer.content) < 3000
    assert world.counts() == before
    world.now += timedelta(hours=1)
    assert nobody.post(public[2], {**WORDS, "key": f"{99:032x}"}).status_code == 303


def test_who_opened_the_form_is_heard_beside_a_flood_from_the_same_address(
    world: World, public: Public, nobody: Visitor
) -> None:
    ticket = ticket_of(nobody, public[2])
    flood(world, nobody, public[2])
    hasty = nobody.post(f"{public[2]}?ticket={ticket}", {**WORDS, "key": "e" * 32})
    assert hasty.status_code == 429  # nobody fills a form in within a moment
    world.now += timedelta(seconds=30)
    mine = f"{public[2]}?ticket={ticket}"
    assert nobody.post(mine, {**WORDS, "text": ""}).status_code == 422
    assert nobody.post(mine, {**WORDS, "key": "e" * 32}).status_code == 303
    assert nobody.post(public[2], WORDS).status_code == 429
    for bad in (ticket[:-1] + ("0" if ticket[-1] != "0" else "1"), "0" * 72, "x" * 5000, "%00"):
        assert nobody.post(f"{public[2]}?ticket={bad}", WORDS).status_code == 429, bad[:10]


def test_ticket_counts_for_its_notice_and_address_and_time_and_not_without_end(
    world: World, public: Public, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_of(nobody, public[2])
    flood(world, nobody, public[2])
    world.now += timedelta(seconds=30)
    codes = [
        nobody.post(f"{public[2]}?ticket={ticket}", {**WORDS, "key": f"{n:031x}a"}).status_code
        for n in range(attempts.FORM.tries + 1)
    ]
    assert codes == [303] * attempts.FORM.tries + [429]
    other = ticket_of(nobody, public[2])
    world.now += timedelta(minutes=1)
    assert nobody.post(f"{public[2]}?ticket={other}", {**WORDS, "key": "b" * 32}).status_code == 303
    monkeypatch.setattr(tickets, "place_of", lambda address: "198.51.100.7")
    assert nobody.post(f"{public[2]}?ticket={other}", {**WORDS, "key": "c" * 32}).status_code == 429


def test_flood_about_one_notice_leaves_the_others_open(world: World, public: Public, nobody: Visitor) -> None:
    flood(world, nobody, public[2])
    third = world.bring("publicity", object_no="OBJ3")
    listed = world.list_of(third)
    world.act(listed, "publish", "prov")
    assert nobody.post(f"/public/notices/{listed[5:]}/object", WORDS).status_code == 303


def test_flood_about_notices_that_there_are_not_writes_no_more_than_a_count(
    world: World, public: Public, nobody: Visitor
) -> None:
    ticket = ticket_of(nobody, public[2])
    codes = [nobody.post(f"/public/notices/none{n}/object", WORDS).status_code for n in range(130)]
    assert codes == [404] * attempts.PLACE.tries + [429] * 30
    before = world.counts()
    assert nobody.post("/public/notices/none/object", WORDS).status_code == 429
    assert world.counts() == before
    world.now += timedelta(seconds=30)
    assert nobody.post(f"{public[2]}?ticket={ticket}", WORDS).status_code == 303


def test_flood_is_counted_anew_by_another_process(
    world: World, public: Public, nobody: Visitor, house: House
) -> None:
    """What one process remembers is only what the database says."""
    flood(world, nobody, public[2])
    house.floods = Floods()
    before = world.counts()
    assert nobody.post(public[2], WORDS).status_code == 429
    assert world.counts() == before


def test_what_is_remembered_of_full_counts_has_an_end() -> None:
    floods, now = Floods(), datetime(2020, 1, 8, tzinfo=UTC)
    for n in range(MOST + 500):
        floods.note(TooManyAttempts(now + timedelta(seconds=n), f"{n}"), now)
    assert len(floods._full) <= MOST


def test_flood_from_many_addresses_is_stopped_by_notice(
    world: World, public: Public, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "WORDS", attempts.Limit("words", 3, timedelta(hours=1)))
    monkeypatch.setattr(attempts, "place_of", lambda address: str(len(objections(world))))
    answers = [nobody.post(public[2], {**WORDS, "key": f"{n:032x}"}).status_code for n in range(5)]
    assert answers == [303, 303, 303, 429, 429]


def test_words_are_read_by_officers_in_charge_and_nobody_else(
    world: World, public: Public, nobody: Visitor, signed_in: Visitors
) -> None:
    nobody.post(public[2], WORDS)
    with world.store.reading() as connection:
        texts = set(connection.execute(select(personal_text.c.text)).scalars())
    assert {"与事实不符", "某某 13800000000"} <= texts
    case = f"/cases/{public[0][5:]}"
    paths = (
        "/public",
        "/public/notices",
        public[2],
        public[2].removesuffix("/object"),
        f"/public/receipts/{KEY}",
    )
    for path in paths:
        assert not {word for word in ("与事实不符", "13800000000") if word in nobody.get(path).text}, path
    assert "13800000000" not in signed_in("app").get(case).text
    assert "与事实不符" in signed_in("prov").get(case).text


def test_receipt_is_found_by_its_key_alone(world: World, public: Public, nobody: Visitor) -> None:
    world.act(public[1], "object", "public", text="不符")
    nobody.post(public[2], WORDS)
    assert nobody.get(f"/public/receipts/{'f' * 32}").status_code == 404
    assert nobody.get("/public/receipts/standard-O0001").status_code == 400


def test_one_who_has_signed_in_objects_as_one_of_the_public(
    world: World, public: Public, signed_in: Visitors
) -> None:
    assert signed_in("app2").post(public[2], WORDS).status_code == 303
    assert len(objections(world)) == 1


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def with_files(nobody: Visitor, path: str, *files: tuple[str, bytes], **words: str) -> Response:
    sent = [("evidence", (name, content, "application/octet-stream")) for name, content in files]
    answer: Response = nobody.client.post(path, data={**WORDS, **words}, files=sent, follow_redirects=False)
    return answer


def test_evidence_comes_with_the_objection_and_goes_to_officers_alone(
    world: World, public: Public, nobody: Visitor, signed_in: Visitors
) -> None:
    assert 'type="file"' in nobody.get(public[2]).text
    answer = with_files(nobody, public[2], ("证据.pdf", PDF), ("同一份.pdf", PDF))
    assert answer.status_code == 303, answer.text
    entry = next(each for each in history_of(world.service, public[0]) if each.action == "object")
    assert entry.payload["evidence"] == [sha256(PDF).hexdigest()]
    page = signed_in("prov").get(f"/cases/{public[0][5:]}").text
    found = re.search(r'href="(/files/[^"]+)" download>证据', page)
    assert found
    saved = signed_in("prov").get(found[1])
    assert saved.content == PDF
    assert saved.headers["content-disposition"].startswith("attachment")
    for other in (nobody, signed_in("app")):
        assert other.client.get(found[1], follow_redirects=False).status_code in (303, 404)
    assert not verify(world.service).faults


def test_evidence_of_another_kind_is_refused_beside_its_field_and_nothing_is_taken(
    world: World, public: Public, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content, said in (
        ("x.pdf", b"MZ program", "不收程序"), ("a.zip", b"PK\x05\x06" + bytes(20), "不收压缩包"), ("y.pdf", b"", "空"),
    ):  # fmt: skip
        answer = with_files(nobody, public[2], (name, content))
        assert answer.status_code == 422, name
        assert said in answer.text, name
        assert "13800000000" in answer.text
    monkeypatch.setattr(sending, "LARGEST_EVIDENCE", 10)
    assert with_files(nobody, public[2], ("大.pdf", PDF)).status_code == 422
    monkeypatch.undo()
    again = with_files(nobody, public[2], ("证据.pdf", PDF), text="")
    assert "请重新选择文件" in again.text
    assert objections(world) == []


def test_nothing_of_a_form_is_read_outside_the_window(
    world: World, public: Public, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*of: object) -> None:
        raise AssertionError("a file was read")

    world.now = datetime(2020, 1, 15, 16, tzinfo=UTC)
    monkeypatch.setattr(sending, "_take_one", never)
    assert with_files(nobody, public[2], ("证据.pdf", PDF)).status_code == 422


def test_real_name_and_evidence_are_asked_for_where_the_definition_says_so(
    world: World, nobody: Visitor, tmp_path: Path
) -> None:
    folder = tmp_path / "standard"
    copytree(STANDARD, folder)
    text = (folder / "programme.yaml").read_text("utf-8")
    rules = "objection: {keep_if: conditions_met, real_name: required, evidence: required}"
    (folder / "programme.yaml").write_text(
        text.replace("objection: {keep_if: conditions_met, real_name: optional, evidence: optional}", rules),
        "utf-8",
    )
    programmes.enter_programme(world.service, folder, world.now)
    listed = world.list_of(world.bring("publicity"))
    world.act(listed, "publish", "prov")
    path = f"/public/notices/{listed[5:]}/object"
    assert "必填" in nobody.get(path).text
    answer = nobody.post(path, {**WORDS, "objector": ""})
    assert answer.status_code == 422
    assert "请附证据" in answer.text
    assert re.search(r'id="f-objector-wrong">请填写', answer.text)
    assert with_files(nobody, path, ("证据.pdf", PDF), objector="").status_code == 422
    assert with_files(nobody, path, ("证据.pdf", PDF)).status_code == 303
