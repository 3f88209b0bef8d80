"""The names under which files are shown and offered for saving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.names import LONGEST, safe_name

PDF = (".pdf",)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("申报书.pdf", "申报书.pdf"),
        ("申报书 （终稿）.PDF", "申报书 （终稿）.pdf"),
        ("C:\\fakepath\\申报书.pdf", "申报书.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("/etc/cron.d/job.pdf", "job.pdf"),
        ("报表.exe", "报表.exe.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe.pdf"),
        ("申\u200b报\0书\x1b.pdf", "申报书.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('a"; filename="b.exe', "a_; filename=_b.exe.pdf"),
        ("CON", "_CON.pdf"),
        ("com1.pdf", "_com1.pdf"),
        ("NUL.txt", "_NUL.txt.pdf"),
        ("", "文件.pdf"),
        ("...", "文件.pdf"),
        (".pdf", "pdf.pdf"),
        ("a/", "文件.pdf"),
        ("  空格  .pdf", "空格.pdf"),
        ("\ud800.pdf", "pdf.pdf"),
        ("<b>.pdf", "_b_.pdf"),
    ],
)
def test_name_is_made_safe(sent: str, shown: str) -> None:
    assert safe_name(sent, PDF) == shown


def test_long_name_keeps_its_ending() -> None:
    found = safe_name("长" * 500 + ".jpeg", (".jpg", ".jpeg"))
    assert len(found) == LONGEST
    assert found.endswith("长.jpeg")


@given(st.text())
def test_every_name_is_one_that_can_be_shown_and_saved(sent: str) -> None:
    found = safe_name(sent, PDF)
    assert 0 < len(found) <= LONGEST
    assert found.lower().endswith(".pdf")
    assert found.isprintable()
    assert not set(found) & set('/\\<>:"|?*')
    assert safe_name(found, PDF) == found
