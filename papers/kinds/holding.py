"""整改通知书 and 取消授牌决定: what follows for a title from an assessment."""

from dataclasses import dataclass
from datetime import date

from papers.document import PHRASE, Block, Document, Head, Heading, Paragraph, chinese_day, ordinal
from papers.kinds.issue import Issue

__all__ = [
    "CAUSES",
    "AssessedFacts",
    "RectificationFacts",
    "RevocationFacts",
    "rectification_order",
    "revocation",
]

CAUSES = {
    "rectification_refused": "整改验收不合格",
    "failed_twice_running": "连续考评不合格",
}


@dataclass(frozen=True, slots=True)
class AssessedFacts:
    """A title that was assessed: the assessment's kind, how many of it there were, and its grade."""

    issue: Issue
    programme: str
    holder: str
    object: str
    title: str
    title_no: str
    case_no: str
    kind: str
    sequence: int
    grade: str


@dataclass(frozen=True, slots=True)
class RectificationFacts:
    """An order to rectify: by when, who accepts it, what was found by item.

    ``refused_ends`` says that the title is lost where the rectification is not accepted.
    """

    assessed: AssessedFacts
    due_on: date
    accepted_by: str
    findings: tuple[tuple[str, str], ...]
    refused_ends: bool


@dataclass(frozen=True, slots=True)
class RevocationFacts:
    """A revocation: on which day, for which causes (of CAUSES), agreed to by whom (empty: by the issuer itself).

    ``heard`` is whether the holder stated its case, None where it was not asked.
    """

    assessed: AssessedFacts
    ended_on: date
    causes: tuple[str, ...]
    agreed_by: str
    heard: bool | None


def rectification_order(facts: RectificationFacts) -> Document:
    """The order to rectify."""
    about = facts.assessed
    parts: list[tuple[str, list[Block]]] = []
    if facts.findings:
        found = [Paragraph(f"{n}.{item}：{said}") for n, (item, said) in enumerate(facts.findings, 1)]
        parts.append(("考评发现的情况", [*found]))
    within = f"请你单位于{chinese_day(facts.due_on)}前（含当日）完成整改，并向我单位报告整改情况。"
    parts.append(("整改期限", [Paragraph(within)]))
    ends = f"整改验收不合格的，将按程序取消{about.title}称号。" if facts.refused_ends else ""
    parts.append(("整改验收", [Paragraph(f"整改情况由{facts.accepted_by}组织验收。{ends}")]))
    numbered = [
        block
        for number, (heading, blocks) in enumerate(parts, 1)
        for block in (Heading(ordinal(number) + heading), *blocks)
    ]
    return Document(
        f"关于{PHRASE}{about.object}{PHRASE}限期整改的通知书",
        (Paragraph(f"{_assessed(about)}根据{about.programme}有关规定，责令限期整改。现通知如下："), *numbered),
        Head.FILE, about.issue.number, about.holder, issuers=(about.issue.issuer,), day=about.issue.day,
        note=about.issue.note,
    )  # fmt: skip


def revocation(facts: RevocationFacts) -> Document:
    """The decision that ends a title."""
    about = facts.assessed
    why = "、".join(CAUSES[each] for each in facts.causes if each in CAUSES)
    heard = {
        True: "你单位的陈述申辩意见已听取。", False: "你单位在规定期限内未提出陈述申辩。", None: "",
    }[facts.heard]  # fmt: skip
    agreed = f"经{facts.agreed_by}同意，" if facts.agreed_by else ""
    return Document(
        f"关于取消{PHRASE}{about.object}{PHRASE}{about.title}称号{PHRASE}的决定",
        (
            Paragraph(f"{_assessed(about)}{f'因{why}，' if why else ''}符合取消授牌的情形。{heard}"),
            Paragraph(
                f"根据{about.programme}有关规定，{agreed}决定自{chinese_day(facts.ended_on)}起取消{about.object}的"
                f"{about.title}称号（称号编号：{about.title_no}）。"
            ),
        ),
        Head.FILE, about.issue.number, about.holder, issuers=(about.issue.issuer,), day=about.issue.day,
        note=about.issue.note,
    )  # fmt: skip


def _assessed(about: AssessedFacts) -> str:
    return (
        f"你单位{about.object}（称号：{about.title}，编号：{about.title_no}）在第{about.sequence}次{about.kind}"
        f"（编号：{about.case_no}）中被评定为“{about.grade}”。"
    )
