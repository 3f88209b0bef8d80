"""Panels of experts: what the history gets of them, scores as they are sealed, drafts of reviews."""
