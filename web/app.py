"""The app, made anew for whoever starts a service, or a test."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from web.failing import tell_failures
from web.headers import Headers
from web.house import House
from web.measured import Measured
from web.routes import cases, deadlines, health, metrics, overview, registers

__all__ = ["create_app"]

HERE = Path(__file__).parent


def create_app(house: House, hosts: Sequence[str]) -> FastAPI:
    """Make the app; ``hosts`` are the names it is asked under: a page elsewhere cannot point its own name at us.

    Its own documentation is left out, since it would load scripts from outside.
    """
    app = FastAPI(title="shenbao", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    house.registry.register(Measured(house))
    tell_failures(app)
    app.add_middleware(Headers)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for each in (health, metrics, overview, cases, deadlines, registers):
        app.include_router(each.router)
    return app
