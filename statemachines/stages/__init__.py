"""The kinds of stage, one file each: what a kind adds to a machine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from statemachines.stages.approval import Approval
from statemachines.stages.assessment import Assessment
from statemachines.stages.award import Award
from statemachines.stages.certification import Certification
from statemachines.stages.construction import Construction
from statemachines.stages.consultation import Consultation
from statemachines.stages.defence import Defence
from statemachines.stages.disbursement import Disbursement
from statemachines.stages.issue import Issue
from statemachines.stages.opinion import Opinion
from statemachines.stages.publicity import Publicity
from statemachines.stages.recommendation import Recommendation
from statemachines.stages.review import Review
from statemachines.stages.scoring import Scoring
from statemachines.stages.selection import Selection
from statemachines.stages.site_check import SiteCheck
from statemachines.stages.submission import Submission

__all__ = ["AnyStage"]

AnyStage = Annotated[
    Submission
    | Review
    | Recommendation
    | Construction
    | Scoring
    | Defence
    | SiteCheck
    | Selection
    | Publicity
    | Approval
    | Certification
    | Assessment
    | Consultation
    | Issue
    | Opinion
    | Award
    | Disbursement,
    Field(discriminator="kind"),
]
