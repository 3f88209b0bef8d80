"""A programme as a page: of the documentation, or of the console, made from its definition and its sources."""

from statemachines.pages.page import actors_of, outline, page, rules_of
from statemachines.pages.states import actions_table, ends_table, states_table
from statemachines.pages.writing import Table

__all__ = ["Table", "actions_table", "actors_of", "ends_table", "outline", "page", "rules_of", "states_table"]
