"""What a file is by its content, and everything that hostile people send."""

import io
import zipfile
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from files import archives
from files.errors import FileRefused
from files.kinds import KINDS, kind_of
from tests.files.documents import MAIN, OLE, PDF, TAKEN, archive, office, types

MB = 1_000_000


@pytest.mark.parametrize("kind", TAKEN)
def test_kind_is_told_by_the_content(kind: str) -> None:
    assert kind_of(io.BytesIO(TAKEN[kind])) == kind


def test_every_kind_has_a_file_here() -> None:
    assert set(KINDS) == set(TAKEN)


def refused(content: bytes) -> str:
    """The words with which a file is refused."""
    with pytest.raises(FileRefused) as caught:
        kind_of(io.BytesIO(content))
    return caught.value.why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空"),
        (b"hello", "不是可接收的文件"),
        (b"<html><script>alert(1)</script>", "不是可接收的文件"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "不是可接收的文件"),
        (b"MZ\x90\0" + PDF, "不收程序"),
        (b"\x7fELF" + b"\0" * 40, "不收程序"),
        (b"#!/bin/sh\nrm -rf /\n%PDF-1.7", "不收程序"),
        (b"Rar!\x1a\x07\0", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包"),
        (b"\x1f\x8b\x08\0", "压缩包"),
        (OLE, "旧格式"),
        (PDF[: PDF.index(b"%%EOF")], "不完整"),
    ],
)
def test_what_is_not_taken_is_told(content: bytes, why: str) -> None:
    assert why in refused(content)


def test_plain_archive_is_refused() -> None:
    assert "压缩包" in refused(archive({"a.pdf": PDF}))
    assert "压缩包" in refused(archive({}))


def test_document_that_is_neither_of_the_three_is_refused() -> None:
    """A drawing, or a template."""
    odd = b'<Types><Override ContentType="application/vnd.ms-visio.drawing.main+xml"/></Types>'
    assert "压缩包" in refused(archive({"[Content_Types].xml": odd}))


@pytest.mark.parametrize("kind", MAIN)
@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "word/vbaData.xml",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/a.bin",
    ],
)
def test_macros_are_found_by_their_part(kind: str, part: str) -> None:
    assert "宏" in refused(office(kind, {part: b"x"}))


@pytest.mark.parametrize(
    "said",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-excel.sheet.&#109;acroEnabled.main+xml",
    ],
)
def test_macros_are_found_by_their_type(said: str) -> None:
    """Whatever the part is called; a type written with character references is one too."""
    assert "宏" in refused(office("docx", {"word/a.bin": b"x"}, f'<Override ContentType="{said}"/>'))


def test_types_in_another_encoding_are_refused() -> None:
    """Word reads UTF-16 there; a search for bytes would find nothing."""
    hidden = (
        types("docx", '<Override ContentType="application/vnd.ms-office.vbaProject"/>')
        .decode()
        .encode("utf-16")
    )
    assert "损坏" in refused(archive({"[Content_Types].xml": hidden, "word/a.bin": b"x"}))
    declared = b'<!DOCTYPE x [<!ENTITY m "macro">]>' + types("docx", '<Override ContentType="&m;Enabled"/>')
    assert "损坏" in refused(archive({"[Content_Types].xml": declared}))


@pytest.mark.parametrize("name", ["_VBA_PROJECT", "\x01Ole10Native"])
def test_embedded_object_with_macros_or_a_program_is_refused(name: str) -> None:
    """Also where its directory lies across two pieces of what is read."""
    for before in (100, archives.PIECE - len(OLE) - 8):
        embedded = OLE + b"\0" * before + name.encode("utf-16-le")
        assert "宏" in refused(office("docx", {"word/embeddings/oleObject1.bin": embedded}))


def test_embedded_object_without_macros_is_taken() -> None:
    """A formula of an older editor, or a picture."""
    embedded = OLE + "Equation Native".encode("utf-16-le")
    content = office("docx", {"word/embeddings/oleObject1.bin": embedded})
    assert kind_of(io.BytesIO(content)) == "docx"


def test_embedded_workbook_is_looked_through() -> None:
    good, bad = office("xlsx"), office("xlsx", {"xl/vbaProject.bin": b"x"})
    assert kind_of(io.BytesIO(office("docx", {"word/embeddings/book.xlsx": good}))) == "docx"
    assert "宏" in refused(office("docx", {"word/embeddings/book.xlsx": bad}))
    assert "压缩包" in refused(office("docx", {"word/embeddings/a.zip": archive({"a.exe": b"MZ"})}))


def test_archives_within_archives_come_to_an_end() -> None:
    content = office("docx")
    for _ in range(4):
        content = office("docx", {"word/embeddings/in.docx": content})
    assert "过大" in refused(content)


def test_bomb_of_one_large_part_is_refused() -> None:
    assert "过大" in refused(office("docx", {"word/media/a.xml": b"\0" * (30 * MB)}))


def test_bomb_of_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_PARTS", 50)
    assert "过大" in refused(office("docx", {f"word/{n}.xml": b"" for n in range(60)}))


def test_bomb_is_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = office("docx", {"word/media/a.xml": b"\0" * (30 * MB)})
    monkeypatch.setattr(ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    assert "过大" in refused(content)


def test_directory_that_is_too_long_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of parts is kept in memory whole."""
    content = office("docx", {f"word/{n}.xml": b"" for n in range(40)})
    monkeypatch.setattr(archives, "MOST_DIRECTORY", 1_000)
    monkeypatch.setattr(ZipFile, "_RealGetContents", lambda _: pytest.fail("it was read"))
    assert "过大" in refused(content)


def test_part_that_is_larger_than_it_says_is_refused() -> None:
    """A directory that lies about sizes."""
    content = bytearray(office("docx", {"word/a.xml": b"A" * (30 * MB)}))
    true, small = (30 * MB).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert content.count(true) == 2
    assert "损坏" in refused(bytes(content.replace(true, small)))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "word/../../a", "word\\a.xml", "C:a.xml", "word/\x07.xml"]
)
def test_part_whose_name_leads_elsewhere_is_refused(name: str) -> None:
    assert "路径" in refused(office("docx", {name: b"x"}))


def test_part_that_is_a_link_is_refused() -> None:
    made = io.BytesIO(office("docx"))
    with ZipFile(made, "a") as file:
        link = ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert "路径" in refused(made.getvalue())


def test_two_parts_of_one_name_are_refused() -> None:
    """One program opens the first of them, another the second."""
    made = io.BytesIO(office("docx"))
    with ZipFile(made, "a") as file:
        file.writestr("word/DOCUMENT.xml", b"another")
    assert "路径" in refused(made.getvalue())


def test_part_with_a_password_is_refused() -> None:
    content = bytearray(office("docx"))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "密码" in refused(bytes(content))


def test_part_packed_in_an_unusual_way_is_refused() -> None:
    made = io.BytesIO(office("docx"))
    with ZipFile(made, "a", zipfile.ZIP_BZIP2) as file:
        file.writestr("word/a.xml", b"x" * 1000)
    assert "损坏" in refused(made.getvalue())


@pytest.mark.parametrize("cut", [10, 60, 200])
def test_half_a_document_is_refused(cut: int) -> None:
    assert "损坏" in refused(office("docx")[:-cut])


def test_damaged_document_is_refused() -> None:
    content = bytearray(office("docx", {"word/a.xml": bytes(range(256)) * 40}))
    at = content.index(b"word/a.xml") + 14
    content[at : at + 8] = b"\xff" * 8
    assert "损坏" in refused(bytes(content))


def test_damage_far_behind_is_found() -> None:
    """Every part is read to its end."""
    made = io.BytesIO(office("docx"))
    with ZipFile(made, "a", ZIP_STORED) as file:
        file.writestr("word/media/a.bin", bytes(5 * archives.PIECE))
    content = bytearray(made.getvalue())
    content[content.index(b"word/media/a.bin") + 4 * archives.PIECE] = 1
    assert "损坏" in refused(bytes(content))


def test_archive_of_another_kind_is_told_from_a_broken_place() -> None:
    """A directory that is said to lie before the beginning of the file."""
    content = bytearray(office("docx"))
    end = content.rindex(b"PK\x05\x06")
    content[end + 16 : end + 20] = (2**31).to_bytes(4, "little")
    assert "损坏" in refused(bytes(content))


def test_archive_with_a_second_directory_is_refused() -> None:
    """That of archives over 4 GB, which Python would believe rather than the first."""
    content = office("docx")
    end = content.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + b"\0" * 16
    assert "过大" in refused(content[:end] + locator + content[end:])


def test_large_workbook_is_no_bomb() -> None:
    """Sheets become many times larger: that alone is no reason."""
    rows = b"".join(b'<c r="A%d"><v>%d</v></c>' % (n, n * 7919) for n in range(200_000))
    made = io.BytesIO(office("xlsx"))
    with ZipFile(made, "a", ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", rows)
        file.writestr("xl/media/photo.jpg", b"\xff\xd8\xff" + bytes(100), ZIP_STORED)
    assert kind_of(made) == "xlsx"
