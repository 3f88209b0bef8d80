"""Files through the pages: sent, withdrawn, saved; and what hostile people send."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Iterator

import pytest
from httpx import Response
from starlette.types import Message, Scope

from casework.handed_in.uploads import MATERIAL, receive, uploads_of
from tests.files.documents import JPG, OLE, PDF, office
from tests.web.conftest import HERE, Visitor, Visitors
from tests.world import EXPERTS, FIGURES, World

MB = 1_000_000
BOUNDARY = "----a"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture
def case(world: World) -> str:
    """A case that waits for its papers."""
    return world.new_case()


def page_of(case: str) -> str:
    return f"/cases/{case.partition(':')[2]}/materials"


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    """One part of a form, as a browser sends it."""
    named = "" if file is None else f'; filename="{file}"\r\nContent-Type: application/pdf'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def post(visitor: Visitor, path: str, body: bytes | Iterator[bytes], kind: str = KIND) -> Response:
    """Send a body as it is; the answer itself."""
    answer: Response = visitor.client.post(
        path, content=body, headers={"content-type": kind}, follow_redirects=False
    )
    return answer


def stream(visitor: Visitor, path: str, pieces: Iterator[bytes]) -> tuple[int, str]:
    """Send a body piece by piece, as a server hands it on; the status and the text of the answer."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    headers = {"host": "127.0.0.1", "content-type": KIND, "cookie": cookies}
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    answered: list[Message] = []

    async def receive() -> Message:
        piece = next(pieces, None)
        if piece is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": piece, "more_body": True}

    async def take(message: Message) -> None:
        answered.append(message)

    async def answer() -> None:
        await visitor.client.app(scope, receive, take)

    asyncio.run(answer())
    return answered[0]["status"], b"".join(each.get("body", b"") for each in answered).decode()


def send(
    visitor: Visitor, case: str, content: bytes = PDF, name: str = "证明.pdf", paper: str = "evidence"
) -> Response:
    """Send a file as the form does."""
    body = part("csrf", visitor.csrf.encode()) + part("file", content, name) + END
    return post(visitor, f"{page_of(case)}/{paper}", body)


def there(world: World, case: str) -> list[str]:
    """The names of the files of a case."""
    with world.store.reading() as connection:
        return [each.name for each in uploads_of(connection, case)]


def files(world: World) -> list[str]:
    """Every file in the folder, whatever it is."""
    root = world.service.files.root
    return [path.name for path in root.rglob("*") if path.is_file() and path.name != ".lock"]


def test_file_is_sent_shown_and_saved(world: World, signed_in: Visitors, case: str) -> None:
    app = signed_in("app")
    assert "尚缺" in app.get(page_of(case)).text
    answer = send(app, case, name="../证\u202e明<b>.pdf")
    assert answer.status_code == 303
    assert there(world, case) == ["证明_b_.pdf"]
    page = app.get(answer.headers["location"])
    assert "证明_b_.pdf" in page.text
    assert "待提交" in page.text
    saved = app.get(f"/files/{case.partition(':')[2]}-F001")
    assert saved.content == PDF
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert saved.headers["content-type"] == "application/pdf"
    assert saved.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert saved.headers["cache-control"] == "no-store"


def test_file_is_withdrawn(world: World, signed_in: Visitors, case: str) -> None:
    app = signed_in("app")
    send(app, case)
    number = f"{case.partition(':')[2]}-F001"
    answer = app.post(f"{page_of(case)}/evidence/withdraw", {"file": number})
    assert answer.status_code == 303
    assert there(world, case) == []
    assert app.get(f"/files/{number}").status_code == 404
    again = app.post(f"{page_of(case)}/evidence/withdraw", {"file": number})
    assert again.status_code == 409


def test_handed_in_file_is_shown_and_stays(world: World, signed_in: Visitors, case: str) -> None:
    app, city = signed_in("app"), signed_in("city")
    send(app, case)
    number = f"{case.partition(':')[2]}-F001"
    assert "证明.pdf" not in city.get(page_of(case)).text
    assert city.get(f"/files/{number}").status_code == 404
    world.act(case, "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    assert "证明.pdf" in city.get(page_of(case)).text
    assert city.get(f"/files/{number}").content == PDF
    page = app.get(page_of(case)).text
    assert "已提交" in page
    assert 'type="file"' not in page
    assert app.post(f"{page_of(case)}/evidence/withdraw", {"file": number}).status_code == 409


def test_file_of_a_case_out_of_sight_is_not_there(world: World, signed_in: Visitors, case: str) -> None:
    send(signed_in("app"), case)
    number = f"{case.partition(':')[2]}-F001"
    world.act(case, "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    for person in ("app2", "city2", "e1"):
        other = signed_in(person)
        assert other.get(f"/files/{number}").status_code == 404
        assert other.get(page_of(case)).status_code == 404
        assert send(other, case).status_code == 404
        assert other.post(f"{page_of(case)}/evidence/withdraw", {"file": number}).status_code == 404
    assert signed_in.nobody().client.get(f"/files/{number}", follow_redirects=False).status_code == 303


def test_expert_reads_what_was_handed_in_for_the_own_cases(world: World, signed_in: Visitors) -> None:
    case = world.bring("scoring")
    world.act(case, "freeze_panel", "prov")
    world.advance()
    drawn = world.drawn(case)
    expert, other = signed_in(drawn[0]), signed_in(next(no for no in EXPERTS if no not in drawn))
    assert expert.get(page_of(case)).status_code == 404
    world.act(case, "declare_no_conflict", drawn[0])
    assert expert.get(page_of(case)).status_code == 200
    assert 'type="file"' not in expert.get(page_of(case)).text
    assert other.get(page_of(case)).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"MZ\x90\0", "不收程序"),
        (OLE, "旧格式"),
        (b"<script>alert(1)</script>", "不是可接收的文件"),
        (office("docx", {"word/vbaProject.bin": b"x"}), "宏"),
        (office("docx", {"word/a.xml": b"\0" * (30 * MB)}), "过大"),
        (office("docx", {"../../etc/passwd": b"x"}), "路径"),
    ],
)
def test_hostile_file_is_refused_beside_its_field_and_nothing_is_left(
    world: World, signed_in: Visitors, case: str, content: bytes, said: str
) -> None:
    before = world.counts()
    answer = send(signed_in("app"), case, content, "申报书.pdf")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="file-evidence-wrong"' in answer.text
    after = world.counts()
    assert {name: n - before[name] for name, n in after.items() if name == "upload"} == {"upload": 0}
    assert files(world) == []


def test_form_without_a_file_is_told(world: World, signed_in: Visitors, case: str) -> None:
    """An empty field for a file comes as a file without a name."""
    app = signed_in("app")
    body = part("csrf", app.csrf.encode()) + part("file", b"", "") + END
    answer = post(app, f"{page_of(case)}/evidence", body)
    assert answer.status_code == 422
    assert "请先选择文件" in answer.text
    assert files(world) == []


def test_file_of_100_mb_is_refused_with_words_and_little_memory(
    world: World, signed_in: Visitors, case: str
) -> None:
    """What is beyond the limit is read and thrown away, so that a browser shows the answer."""
    app = signed_in("app")
    app.get(page_of(case))
    given = []

    def body() -> Iterator[bytes]:
        yield part("csrf", app.csrf.encode()) + part("file", PDF, "a.pdf")[:-2]
        piece = b"\0" * 100_000
        for _ in range(1000):
            given.append(1)
            yield piece
        yield b"\r\n" + END

    tracemalloc.start()
    try:
        status, text = stream(app, f"{page_of(case)}/evidence", body())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert status == 413
    assert "超过 50 MB" in text
    assert len(given) == 1000
    assert peak < 20 * MB
    assert files(world) == []


def test_file_without_an_end_is_cut_off(world: World, signed_in: Visitors, case: str) -> None:
    """Beyond four times the limit nobody listens any more."""
    app = signed_in("app")
    world.service.files.limit = MB
    given = []

    def body() -> Iterator[bytes]:
        yield part("csrf", app.csrf.encode()) + part("file", PDF, "a.pdf")[:-2]
        for _ in range(1000):
            given.append(1)
            yield b"\0" * 100_000

    assert stream(app, f"{page_of(case)}/evidence", body())[0] == 413
    assert 10 < len(given) < 100
    assert files(world) == []


@pytest.mark.parametrize("cut", [1, 30, 70])
def test_half_an_upload_leaves_nothing(world: World, signed_in: Visitors, case: str, cut: int) -> None:
    app = signed_in("app")
    body = part("csrf", app.csrf.encode()) + part("file", PDF, "a.pdf") + END
    answer = post(app, f"{page_of(case)}/evidence", body[: -len(END) - cut])
    assert answer.status_code == 400
    assert "上传中断" in answer.text
    assert there(world, case) == []
    assert files(world) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        f"--{BOUNDARY}\r\n\r\nno head\r\n".encode() + END,
        part("file", PDF, "a.pdf") + END,
        part("file", PDF, "a.pdf") + part("csrf", b"after") + END,
        part("csrf", b"wrong") + part("file", PDF, "a.pdf") + END,
    ],
)
def test_form_that_is_not_ours_is_refused_before_its_file_is_taken(
    world: World, signed_in: Visitors, case: str, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = signed_in("app")
    monkeypatch.setattr(world.service.files, "arriving", lambda *_: pytest.fail("it was taken"))
    assert post(app, f"{page_of(case)}/evidence", body).status_code in (400, 403)


NO_FORM = [
    "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 500,
    "text/plain",
    "application/json",
]


@pytest.mark.parametrize("kind", NO_FORM)
def test_form_of_another_kind_is_refused(signed_in: Visitors, case: str, kind: str) -> None:
    app = signed_in("app")
    body = part("csrf", app.csrf.encode()) + part("file", PDF, "a.pdf") + END
    assert post(app, f"{page_of(case)}/evidence", body, kind).status_code in (400, 403)


def test_plain_form_is_told_that_a_file_is_missing(signed_in: Visitors, case: str) -> None:
    assert signed_in("app").post(f"{page_of(case)}/evidence").status_code == 400


def test_form_that_takes_no_files_refuses_one(signed_in: Visitors, case: str) -> None:
    app = signed_in("app")
    body = part("csrf", app.csrf.encode()) + part("file", PDF, "a.pdf") + END
    assert post(app, f"/act/{case.replace(':', '/')}/submit", body).status_code == 400


@pytest.mark.parametrize("paper", ["nothing", "../evidence", "x" * 200, "photo", "%00"])
def test_paper_that_is_not_there_is_refused(world: World, signed_in: Visitors, case: str, paper: str) -> None:
    assert send(signed_in("app"), case, paper=paper).status_code in (400, 404, 405, 422)
    assert files(world) == []


def test_upload_after_the_case_left_the_stage_is_refused(world: World, signed_in: Visitors) -> None:
    case = world.bring("prefecture_review")
    answer = send(signed_in("app"), case)
    assert answer.status_code == 422
    assert "现在不收" in answer.text
    assert files(world) == []


def test_name_of_any_length_is_cut(world: World, signed_in: Visitors, case: str) -> None:
    assert send(signed_in("app"), case, name="长" * 400 + ".pdf").status_code == 303
    assert len(there(world, case)[0]) == 100


@pytest.mark.parametrize("content", [PDF, JPG])
def test_file_cut_anywhere_into_pieces_is_the_same(
    world: World, signed_in: Visitors, case: str, content: bytes
) -> None:
    app = signed_in("app")
    body = part("csrf", app.csrf.encode()) + part("file", content, "a.pdf") + END
    assert (
        post(app, f"{page_of(case)}/evidence", (body[n : n + 1] for n in range(len(body)))).status_code == 303
    )
    with world.store.reading() as connection:
        (found,) = uploads_of(connection, case)
    with world.service.files.open(found.digest) as file:
        assert file.read() == content


def test_disk_that_fails_is_told_without_its_place(world: World, signed_in: Visitors, case: str) -> None:
    root = world.service.files.root
    root.parent.mkdir(exist_ok=True)
    root.write_text("no folder")
    answer = send(signed_in("app"), case)
    assert answer.status_code == 503
    assert str(root) not in answer.text


def test_page_costs_as_many_questions_with_three_files_as_with_one(
    world: World, signed_in: Visitors, case: str
) -> None:
    app = signed_in("app")

    def asked() -> int:
        with world.queries() as seen:
            assert app.get(page_of(case)).status_code == 200
        return len(seen)

    def sent(content: bytes) -> None:
        receive(world.service, case, MATERIAL + "evidence", "a.pdf", [content], by="app", now=world.now)

    sent(PDF)
    app.get(page_of(case))
    one = asked()
    sent(JPG)
    sent(PDF + b"%%EOF")
    assert asked() == one


def test_here_is_where_forms_come_from(signed_in: Visitors, case: str) -> None:
    """A page elsewhere cannot send files in somebody's name."""
    app = signed_in("app")
    body = part("csrf", app.csrf.encode()) + part("file", PDF, "a.pdf") + END
    headers = {"content-type": KIND, "origin": "https://elsewhere.example"}
    assert (
        app.client.post(HERE + f"{page_of(case)}/evidence", content=body, headers=headers).status_code == 403
    )
