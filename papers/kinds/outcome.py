"""结果通知 and 函复: what became of an application."""

from dataclasses import dataclass
from datetime import date

from papers.document import PHRASE, Document, Head, Paragraph, chinese_day
from papers.kinds.issue import Issue

__all__ = ["OutcomeFacts", "reply", "result_letter"]


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """How a case ended: ``outcome`` in words; for a granted title its name, number and day.

    ``title`` is empty where none was granted. ``reason`` is what the deciding body gave, empty for none;
    ``plaque`` the number of the plaque, empty for none.
    """

    issue: Issue
    programme: str
    case_no: str
    object: str
    applicants: tuple[str, ...]
    outcome: str
    title: str = ""
    title_no: str = ""
    granted_on: date | None = None
    plaque: str = ""
    reason: str = ""


def result_letter(facts: OutcomeFacts) -> Document:
    """The letter that tells the applicant what became of its application."""
    about = f"你单位申报的{facts.object}（申报件编号：{facts.case_no}）"
    blocks = [Paragraph(f"{about}，{_became(facts)}。")]
    if facts.reason:
        blocks.append(Paragraph(f"理由：{facts.reason}"))
    return _letter(
        f"关于{PHRASE}{facts.programme}{PHRASE}申报结果的通知",
        (*blocks, Paragraph("特此通知。")),
        facts,
        facts.issue.number,
    )


def reply(facts: OutcomeFacts) -> Document:
    """The formal reply (函复) by which a title is granted."""
    number = f"，称号编号{facts.title_no}" if facts.title_no else ""
    return _letter(
        f"关于认定{PHRASE}{facts.object}{PHRASE}为{facts.title}{PHRASE}的复函",
        (
            Paragraph(f"你单位关于{facts.object}的申报材料（申报件编号：{facts.case_no}）收悉。现函复如下："),
            Paragraph(f"同意认定{facts.object}为{facts.title}{number}。"),
            Paragraph("特此函复。"),
        ),
        facts,
        facts.issue.number,
    )


def _became(facts: OutcomeFacts) -> str:
    if not facts.title or facts.granted_on is None:
        return f"办理结果为：{facts.outcome}"
    plaque = f"，牌匾编号{facts.plaque}" if facts.plaque else ""
    return f"已于{chinese_day(facts.granted_on)}被认定为{facts.title}（称号编号：{facts.title_no}{plaque}）"


def _letter(title: str, blocks: tuple[Paragraph, ...], facts: OutcomeFacts, number: str) -> Document:
    return Document(
        title, blocks, Head.LETTER, number, "、".join(facts.applicants), issuers=(facts.issue.issuer,),
        day=facts.issue.day, note=facts.issue.note,
    )  # fmt: skip
