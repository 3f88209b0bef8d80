"""Rewards: what was awarded to each claim, the shares of it that were paid, and the documents policies rest on."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime


class RewardClaim(Base, table=True):
    """The award (核定奖补) of one claim. All money is in whole fen; only money of this city counts."""

    __tablename__ = "reward_claim"
    __table_args__ = (
        CheckConstraint("ceiling_fen IS NULL OR entitled_fen <= ceiling_fen", name="within_ceiling"),
        CheckConstraint("granted_fen >= 0 AND granted_fen <= entitled_fen", name="granted_within_entitled"),
        CheckConstraint("before_fen >= 0 AND elsewhere_fen >= 0", name="others_not_negative"),
        Index(None, "programme", "applicant_code", "object_no"),
        Index(None, "programme", "reward", "year"),
    )

    case_no: str = column("the claim", key=True, to="case_file.no")
    programme: str = column("id of the programme", to="programme.id")
    reward: str = column("id of the reward in the definition")
    applicant_code: str = column("the enterprise", to="organisation.code")
    object_no: str = column("its project, within which the higher counts (就高不重复)", to="object.no")
    year: int | None = column("the year it counts for, NULL where no yearly limit holds", default=None)
    ceiling_fen: int | None = column(
        "the most it could come to, in fen; NULL for 一事一议", BigInteger, default=None
    )
    entitled_fen: int = column("what the claim has a right to, or people decided, in fen", BigInteger)
    before_fen: int = column("what the project had of other rewards of this programme, in fen", BigInteger)
    elsewhere_fen: int = column("what the project had of other policies of the city, in fen", BigInteger)
    elsewhere_policy: str = column("which policies these are, empty for none", default="")
    granted_fen: int = column("what is granted beside all that, in fen", BigInteger)
    awarded_at: datetime = column("when it was decided", UtcDateTime)


class Payment(Base, table=True):
    """One share of an award (拨付), and whether it has been paid. Money is in whole fen."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_above_zero"),
        CheckConstraint("(paid_on IS NULL) = (recorded_at IS NULL)", name="paid_whole"),
    )

    case_no: str = column("the claim", key=True, to="reward_claim.case_no")
    payer: str = column("the body of the definition that bears this share", key=True)
    amount_fen: int = column("the share, in fen", BigInteger)
    organisation_code: str | None = column(
        "who paid as that body, NULL until paid", to="organisation.code", default=None
    )
    paid_on: date | None = column("day of the payment, Asia/Shanghai; NULL until paid", default=None)
    voucher: str = column("number of the voucher or document, empty for none", default="")
    recorded_at: datetime | None = column(
        "when that was recorded, NULL until then", UtcDateTime, default=None
    )


class IssuedDocument(Base, table=True):
    """The formal version of a draft (正式印发的文本), and the title that stands for its being in force."""

    __tablename__ = "issued_document"
    __table_args__ = (CheckConstraint("length(text_digest) = 64", name="digest_length"),)

    case_no: str = column("the case of the draft", key=True, to="case_file.no")
    title_no: str = column("the policy as issued", to="title.no")
    document_no: str = column("number of the document (发文字号)")
    text_digest: str = column("SHA-256 of the formal text, hexadecimal")
    issued_on: date = column("day of issue, Asia/Shanghai")
