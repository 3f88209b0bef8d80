"""The tables as Core statements name them: `from models.tables import case_file, history`."""

import models

assessment = models.Assessment.__table__
calendar_day = models.CalendarDay.__table__
case_file = models.Case.__table__
case_party = models.CaseParty.__table__
contribution = models.Contribution.__table__
counter = models.Counter.__table__
deadline = models.Deadline.__table__
deadline_change = models.DeadlineChange.__table__
definition_text = models.DefinitionText.__table__
finding = models.Finding.__table__
flow_run = models.FlowRun.__table__
hand_over = models.HandOver.__table__
history = models.History.__table__
indicator_value = models.IndicatorValue.__table__
interest = models.Interest.__table__
issued_document = models.IssuedDocument.__table__
letter = models.Letter.__table__
list_entry = models.ListEntry.__table__
mandate = models.Mandate.__table__
material = models.Material.__table__
name_list = models.NameList.__table__
object = models.Object.__table__
objection = models.Objection.__table__
organisation = models.Organisation.__table__
panel = models.Panel.__table__
panel_member = models.PanelMember.__table__
payment = models.Payment.__table__
person = models.Person.__table__
personal_text = models.PersonalText.__table__
programme = models.Programme.__table__
quota_use = models.QuotaUse.__table__
rectification = models.Rectification.__table__
register = models.Register.__table__
request_key = models.RequestKey.__table__
reward_claim = models.RewardClaim.__table__
role_grant = models.RoleGrant.__table__
round = models.Round.__table__
sanction = models.Sanction.__table__
score = models.Score.__table__
seal = models.Seal.__table__
site_visit = models.SiteVisit.__table__
task = models.Task.__table__
timer = models.Timer.__table__
title = models.Title.__table__
