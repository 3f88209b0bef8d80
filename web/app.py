"""The app, made anew for whoever starts a service, or a test."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from web.failing import tell_failures
from web.floods import Guard
from web.forms import genuine
from web.headers import Headers
from web.house import House
from web.limits import Limits
from web.measured import Measured
from web.routes import (
    account,
    accounts,
    acting,
    applying,
    assessments,
    board,
    bottlenecks,
    cases,
    certificates,
    consultations,
    deadline_files,
    deadlines,
    defences,
    engine,
    experts,
    exports,
    feeds,
    guide,
    health,
    home,
    inspections,
    lists,
    many,
    materials,
    metrics,
    next_round,
    objections,
    own,
    papers,
    programmes,
    public,
    public_notices,
    public_titles,
    queue,
    registers,
    reviews,
    rounds,
    signing_in,
    starting,
    tables,
    title_files,
    titles,
    verdicts,
)
from web.signed_in import guard

__all__ = ["create_app"]

HERE = Path(__file__).parent
ROUTES = (
    health, metrics, home, signing_in, account, queue, applying, cases, acting, board, deadlines, registers,
    engine, accounts, exports, titles, title_files, deadline_files, lists, programmes, feeds, many, next_round,
    rounds, assessments, experts, materials, tables, bottlenecks, public, public_notices, objections, public_titles,
    consultations, starting, own, guide, reviews, verdicts, papers, certificates, inspections, defences,
)  # fmt: skip


def create_app(house: House, hosts: Sequence[str], *, secure: bool = False) -> FastAPI:
    """Make the app; ``hosts`` are the names it is asked under: a page elsewhere cannot point its own name at us.

    ``secure`` says that people come through https, so that cookies go no other way. Its own documentation is left
    out, since it would load scripts from outside.
    """
    app = FastAPI(
        title="shenbao", docs_url=None, redoc_url=None, openapi_url=None,
        dependencies=[Depends(guard), Depends(genuine)],
    )  # fmt: skip
    app.state.house = house
    house.registry.register(Measured(house))
    tell_failures(app)
    app.add_middleware(Limits)
    app.add_middleware(Guard, house=house)
    app.add_middleware(Headers, secure=secure)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for each in ROUTES:
        app.include_router(each.router)
    return app
