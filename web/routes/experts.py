"""专家: who has how much to score, how far each panel is, and how far apart its scores are."""

from fastapi import APIRouter, Request, Response

from casework.views.monitoring.experts import expert_loads, panel_progress
from casework.views.naming import names_of
from casework.views.programmes import names_of_programmes
from web.charts import Length, bars
from web.filters import Word
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 100  # panels; who has more filters
MOST_BARS = 12  # experts who are drawn; the table has all


@router.get("/experts")
def experts_page(
    request: Request, house: InHouse, who: Signed, programme: Word = "", complete: bool = False
) -> Response:
    """Panels that score now, or with ``complete`` those that are done; and everybody's load, of cases within sight."""
    found = panel_progress(
        house.service,
        house.clock(),
        complete=complete,
        programme=programme,
        sight=who.sight,
        limit=A_PAGE + 1,
    )
    loads = expert_loads(house.service, sight=who.sight)
    busy = [each for each in loads if each.to_score][:MOST_BARS]
    with house.service.store.reading() as connection:
        names = names_of(house.service, connection, (f"case:{each.case_no}" for each in found))
    shown = {
        "panels": found[:A_PAGE], "more": len(found) > A_PAGE, "names": names, "loads": loads, "asked": programme,
        "complete": complete, "programmes": names_of_programmes(house.service),
        "chart": bars(Length(each.name, each.to_score, reach=each.open_panels) for each in busy),
    }  # fmt: skip
    return page(request, "experts.html", shown)
