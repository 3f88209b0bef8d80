"""Files sent for a case: who may, when, for what; withdrawn; handed in with the papers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.acting import act
from casework.handed_in import uploads
from casework.handed_in.upload_rows import GRACE, bind
from casework.handed_in.uploads import MATERIAL, Upload, UploadRefused, receive, uploads_of, withdraw
from casework.record.audit import verify
from casework.refused import BadInput, Conflict, NotFound
from files.errors import FileRefused, TooLarge
from files.store import FileStore
from models.tables import history, material, upload
from statemachines.refusals import NeedsUnmet
from tests.files.documents import JPG, OLE, PDF
from tests.world import FIGURES, FIRM, PAPERS, World
from tests.zones import Zones

EVIDENCE, APPLICATION = f"{MATERIAL}evidence", f"{MATERIAL}application"
OTHER = PDF + b"%%EOF"


def send(
    world: World,
    case: str,
    slot: str = EVIDENCE,
    content: bytes = PDF,
    by: str = "app",
    name: str = "证明.pdf",
) -> Upload:
    """A person sends a file."""
    return receive(world.service, case, slot, name, [content], by=by, now=world.now)


def there(world: World, case: str) -> list[Upload]:
    with world.store.reading() as connection:
        return uploads_of(connection, case)


def test_upload_is_entered_with_who_sent_it(world: World) -> None:
    case = world.new_case()
    found = send(world, case, name="../x/证\u202e明.PDF")
    assert found == there(world, case)[0]
    assert (found.name, found.kind, found.size) == ("证明.pdf", "pdf", len(PDF))
    assert (found.from_code, found.by_person, found.at, found.revision) == (FIRM, "app", world.now, None)
    assert found.no == f"{case.partition(':')[2]}-F001"
    with world.service.files.open(found.digest) as file:
        assert file.read() == PDF


def test_same_file_twice_is_one(world: World) -> None:
    case = world.new_case()
    assert send(world, case) == send(world, case, name="又一次.pdf")
    assert send(world, case, slot=APPLICATION).no != there(world, case)[0].no
    assert len(there(world, case)) == 2


def test_refused_file_leaves_nothing(world: World) -> None:
    case = world.new_case()
    world.service.files.limit = 50
    before = world.counts()
    with pytest.raises(TooLarge):
        send(world, case)
    with pytest.raises(FileRefused):
        send(world, case, content=OLE[:50])
    assert world.counts() == before
    assert [path for path in world.service.files.root.rglob("*") if path.is_file()] == []


def never() -> Iterator[bytes]:
    """Bytes that nobody may ask for: the file is refused before it is read."""
    return map(_read, [b""])


def _read(piece: bytes) -> bytes:
    raise AssertionError("it was read")


@pytest.mark.parametrize("person", ["app2", "city", "prov", "e1"])
def test_only_who_hands_the_paper_in_may_send_it(world: World, person: str) -> None:
    case = world.new_case()
    with pytest.raises(UploadRefused, match="不由您提交"):
        receive(world.service, case, EVIDENCE, "a.pdf", never(), by=person, now=world.now)


@pytest.mark.parametrize("slot", ["material.nothing", "photo", "evidence", "", "application", "material."])
def test_slot_that_is_not_there_is_refused(world: World, slot: str) -> None:
    case = world.new_case()
    with pytest.raises(UploadRefused):
        receive(world.service, case, slot, "a.pdf", never(), by="app", now=world.now)


@pytest.mark.parametrize("subject", ["case:nobody", "objection:nobody"])
def test_subject_that_is_not_there_is_refused(world: World, subject: str) -> None:
    slot = "evidence" if subject.startswith("objection") else EVIDENCE
    with pytest.raises(NotFound):
        receive(world.service, subject, slot, "a.pdf", never(), by="app", now=world.now)


def test_nobody_sends_for_a_case(world: World) -> None:
    with pytest.raises(UploadRefused):
        receive(world.service, world.new_case(), EVIDENCE, "a.pdf", never(), by="", now=world.now)


def test_upload_after_the_case_left_the_stage_is_refused(world: World) -> None:
    case = world.bring("prefecture_review")
    with pytest.raises(UploadRefused, match="现在不收"):
        receive(world.service, case, EVIDENCE, "a.pdf", never(), by="app", now=world.now)


def test_case_that_moves_on_while_a_file_comes_gets_none(world: World) -> None:
    case = world.new_case()

    def slow() -> Iterator[bytes]:
        yield PDF
        world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES)

    with pytest.raises(UploadRefused):
        receive(world.service, case, EVIDENCE, "a.pdf", slow(), by="app", now=world.now)
    assert there(world, case) == []


def test_too_many_files_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 1)
    case = world.new_case()
    send(world, case)
    with pytest.raises(UploadRefused, match="最多 1 个"):
        receive(world.service, case, EVIDENCE, "a.pdf", never(), by="app", now=world.now)


def test_too_many_bytes_are_refused_however_often_they_are_withdrawn(world: World) -> None:
    """What was withdrawn stands on the disk for a while."""
    case = world.new_case()
    world.service.files.limit = 100
    for n in range(uploads.MOST_TIMES):
        found = send(world, case, content=PDF.ljust(98) + b"%02d" % n)
        withdraw(world.service, found.no, by="app", now=world.now)
    with pytest.raises(UploadRefused, match="合计超过"):
        send(world, case)
    world.now += GRACE
    assert send(world, case) in there(world, case)


def test_withdrawn_file_is_gone_and_who_did_it_is_kept(world: World) -> None:
    case = world.new_case()
    found = send(world, case)
    withdraw(world.service, found.no, by="app", now=world.now)
    assert there(world, case) == []
    with world.store.reading() as connection:
        row = connection.execute(select(upload)).one()
    assert (row.by_person, row.withdrawn_by, row.withdrawn_at) == ("app", "app", world.now)
    with pytest.raises(NotFound):
        withdraw(world.service, found.no, by="app", now=world.now)
    assert send(world, case).no != found.no


@pytest.mark.parametrize("person", ["app2", "city", "prov"])
def test_nobody_else_withdraws_a_file(world: World, person: str) -> None:
    case = world.new_case()
    found = send(world, case)
    with pytest.raises(UploadRefused):
        withdraw(world.service, found.no, by=person, now=world.now)
    assert there(world, case) == [found]


def test_submission_hands_in_what_was_sent(world: World) -> None:
    """Several files make one paper; the history entry names each by its digest, and no file by its name."""
    case = world.new_case()
    first, second = send(world, case, name="张三.pdf"), send(world, case, content=OTHER)
    third = send(world, case, slot=APPLICATION, content=JPG, name="申报书.jpg")
    done = world.act(case, "submit", "app", indicators=FIGURES)
    assert {each.no: each.revision for each in there(world, case)} == {first.no: 1, second.no: 1, third.no: 1}
    with world.store.reading() as connection:
        rows = connection.execute(select(material).order_by(material.c.material)).all()
        entry = connection.execute(select(history).where(history.c.hash == done.hash)).one()
    assert [(row.material, row.revision, row.file_name, row.file_digest, row.file_size) for row in rows] == [
        ("application", 1, "申报书.jpg", third.digest, third.size),
        ("evidence", 1, "张三.pdf", first.digest, first.size),
    ]
    said = json.loads(entry.payload)["materials"]
    assert {each["upload"]: (each["file_digest"], each["file_size"]) for each in said} == {
        each.no: (each.digest, each.size) for each in (first, second, third)
    }
    assert "张三" not in entry.payload
    assert verify(world.service).faults == ()


def test_what_is_stated_of_a_paper_holds_for_its_files(world: World) -> None:
    case = world.new_case()
    found = send(world, case)
    given = [{"material": "evidence", "copies": 2}, {"material": "application"}]
    world.act(case, "submit", "app", materials=given, indicators=FIGURES)
    with world.store.reading() as connection:
        rows = connection.execute(select(material).order_by(material.c.material)).all()
    assert [(row.material, row.copies, row.file_digest) for row in rows] == [
        ("application", 1, ""), ("evidence", 2, found.digest),
    ]  # fmt: skip


def test_paper_without_its_file_is_still_missing(world: World) -> None:
    case = world.new_case()
    send(world, case)
    with pytest.raises(NeedsUnmet, match="application"):
        world.act(case, "submit", "app", indicators=FIGURES)
    assert there(world, case)[0].revision is None


def test_gathering_does_not_hand_in(world: World) -> None:
    """What is gathered may still be withdrawn."""
    case = world.new_case()
    found = send(world, case)
    world.act(case, "provide", "app", indicators=FIGURES)
    assert withdraw(world.service, found.no, by="app", now=world.now) == found


def test_file_that_was_handed_in_stays(world: World) -> None:
    case = world.new_case()
    found = send(world, case)
    world.act(case, "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    with pytest.raises(UploadRefused, match="不能撤回"):
        withdraw(world.service, found.no, by="app", now=world.now)


def test_correction_brings_another_revision(world: World) -> None:
    case = world.new_case()
    first = send(world, case)
    world.act(case, "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    second = send(world, case, content=OTHER)
    world.act(case, "resubmit", "app")
    assert {each.no: each.revision for each in there(world, case)} == {first.no: 1, second.no: 2}


def test_record_that_names_a_file_itself_is_refused(world: World) -> None:
    case, other = world.new_case(), world.new_case("app2", "OBJ2")
    found = send(world, other, by="app2")
    given = [{"material": "evidence", "upload": found.no}, {"material": "application"}]
    with pytest.raises(BadInput, match="由系统填写"):
        world.act(case, "submit", "app", materials=given, indicators=FIGURES)
    assert there(world, other)[0].revision is None


def test_file_withdrawn_while_it_is_handed_in_is_a_conflict(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as the database lets the two meet at all."""
    case = world.new_case()
    send(world, case)
    monkeypatch.setattr("casework.effects.papers.bind", lambda *_: False)
    before = world.counts()
    with pytest.raises(Conflict):
        world.act(case, "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    assert world.counts() == before


def test_file_is_bound_once_and_not_once_withdrawn(world: World) -> None:
    case = world.new_case()
    kept, gone = send(world, case), send(world, case, content=OTHER)
    withdraw(world.service, gone.no, by="app", now=world.now)
    with world.store.writing() as connection:
        assert [bind(connection, no, 1) for no in (kept.no, kept.no, gone.no)] == [True, False, False]


def test_each_city_hands_in_its_own_letter(guangdong: Zones, tmp_path: Path) -> None:
    """P3.8, A3-2: two cities recommend one joint application, each with what it sent itself."""
    guangdong.service.files = FileStore(tmp_path / "files")
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    guangdong.accept(case, "guangzhou", "真实性")
    guangdong.accept(case, "foshan", "真实性")
    letters = {
        city: send(guangdong, case, f"{MATERIAL}letter", PDF, city) for city in ("guangzhou", "foshan")
    }
    assert letters["guangzhou"].from_code != letters["foshan"].from_code
    guangdong.act(case, "recommend", "guangzhou", materials=[{"material": "set", "copies": 5}])
    handed_in = {each.no: each.revision for each in there(guangdong, case)}
    assert handed_in == {letters["guangzhou"].no: 1, letters["foshan"].no: None}
    guangdong.recommend(case, "foshan")
    assert [each.revision for each in there(guangdong, case)] == [1, 2]


def test_dry_run_hands_nothing_in(world: World) -> None:
    case = world.new_case()
    found = send(world, case)
    asked = world.asked("submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    act(world.service, case, asked, dry_run=True)
    assert there(world, case) == [found]
