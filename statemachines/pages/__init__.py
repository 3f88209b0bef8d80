"""A programme as a page of the documentation, made from its definition and its sources."""

from statemachines.pages.page import page

__all__ = ["page"]
