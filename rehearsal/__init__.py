"""Whole rounds on a virtual clock over a scratch database: invented people, the very same casework."""

from rehearsal.running import Order, rehearse
from rehearsal.side_by_side import rehearse_all

__all__ = ["Order", "rehearse", "rehearse_all"]
