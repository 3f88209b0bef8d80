"""推荐函 and 汇总表: what a body recommends to the level above, in its own order."""

from dataclasses import dataclass

from papers.document import PHRASE, Annex, Column, Document, Head, Paragraph, Table, chinese_day
from papers.kinds.issue import Issue

__all__ = ["RecommendationFacts", "Recommended", "recommendation_letter", "summary_table"]


@dataclass(frozen=True, slots=True)
class Recommended:
    """A case that was recommended; ``rank`` is None where the body gave none.

    ``figures`` are the indicators as stated, each with name, value and unit in one text.
    """

    rank: int | None
    object: str
    applicant: str
    region: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """A recommendation: of which programme, to whom, what the body attests, and the cases by rank."""

    issue: Issue
    addressee: str
    programme: str
    attests: tuple[str, ...]
    entries: tuple[Recommended, ...]

    @property
    def ranked(self) -> bool:
        """Whether every case has a place."""
        return all(each.rank for each in self.entries)


def recommendation_letter(facts: RecommendationFacts) -> Document:
    """The letter, with the summary table as its annex."""
    order = "，按推荐顺序排列" if facts.ranked and len(facts.entries) > 1 else ""
    attested = f"我单位对申报材料的{'、'.join(facts.attests)}负责。" if facts.attests else ""
    blocks = (
        Paragraph(
            f"根据{facts.programme}申报工作要求，我单位对本地区申报材料进行了审核，现推荐{len(facts.entries)}项"
            f"（名单如下{order}），请予审核。{attested}"
        ),
        *(
            Paragraph(f"{place}.{each.object}（申报主体：{each.applicant}）")
            for place, each in enumerate(facts.entries, 1)
        ),
    )
    return Document(
        f"关于推荐{PHRASE}{facts.programme}{PHRASE}申报对象的函", (*blocks, Paragraph("专此函达。")), Head.LETTER,
        facts.issue.number, facts.addressee, (Annex(_name(facts), (_table(facts),)),), (facts.issue.issuer,),
        facts.issue.day, facts.issue.note,
    )  # fmt: skip


def summary_table(facts: RecommendationFacts) -> Document:
    """The summary table alone, on sheets across."""
    by = f"填报单位（盖章）：{facts.issue.issuer}　　　填报日期：{chinese_day(facts.issue.day)}"
    return Document(
        _name(facts), (Paragraph(by, flush=True), _table(facts)), note=facts.issue.note, landscape=True
    )


def _name(facts: RecommendationFacts) -> str:
    return f"{facts.programme}{PHRASE}推荐汇总表"


def _table(facts: RecommendationFacts) -> Table:
    columns = (
        Column("序号", 13, centred=True), Column("申报对象", 34), Column("申报主体", 34),
        Column("所在地区", 20, centred=True),
        *((Column("主要指标", 44),) if any(each.figures for each in facts.entries) else ()),
        Column("推荐\n排序", 13, centred=True),
    )  # fmt: skip
    rows = (
        (
            str(place), each.object, each.applicant, each.region,
            *(("\n".join(each.figures),) if len(columns) == 6 else ()), str(each.rank or "—"),
        )
        for place, each in enumerate(facts.entries, 1)
    )  # fmt: skip
    return Table(columns, tuple(rows))
