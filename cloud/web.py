"""The cloud over HTTP: every call of `routes.py` mounted, the answers are the service's; and how the server itself is.

Bodies are read here, up to their bound; answering happens on threads.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Final, Protocol

from anyio import to_thread
from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi import Response as HttpResponse
from fastapi.concurrency import run_in_threadpool

from cloud.exchange import Request
from cloud.limiting import AT_ONCE
from cloud.metrics import Metrics
from cloud.routes import ROUTES, SMALL, Route
from cloud.service import Service

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


class Health(Protocol):
    """What is asked of the database about itself."""

    def is_answering(self) -> bool:
        """Whether it answers now."""

    def connections(self) -> Mapping[str, int]:
        """Counts of the pool."""


def make_app(
    service: Service, health: Health, metrics: Metrics, around: Callable[[], AbstractContextManager[object]]
) -> FastAPI:
    """The application of one process; `around` is entered when it takes requests and left when it has ended."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        with around():
            yield

    app = FastAPI(
        title="Linong cloud", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json", lifespan=lifespan
    )
    for route in ROUTES:
        app.add_api_route(
            route.path,
            _mounted(service, route),
            methods=[route.method],
            summary=route.summary,
            response_class=HttpResponse,
        )
    _mount_health(app, health, metrics)

    @app.exception_handler(404)
    @app.exception_handler(405)
    async def unknown(request: HttpRequest, _error: Exception) -> HttpResponse:
        return await _answer(service, request, SMALL)

    return app


def _mounted(service: Service, route: Route) -> Callable[[HttpRequest], Awaitable[HttpResponse]]:
    async def endpoint(request: HttpRequest) -> HttpResponse:
        return await _answer(service, request, route.most_bytes)

    return endpoint


async def _answer(service: Service, request: HttpRequest, most_bytes: int) -> HttpResponse:
    query = f"?{request.url.query}" if request.url.query else ""
    came = Request(request.method, request.url.path + query, dict(request.headers), await _body(request, most_bytes))
    with service.load.one():
        answer = await run_in_threadpool(service.answer, came)
    return HttpResponse(answer.body, answer.status, dict(answer.headers))


async def _body(request: HttpRequest, most_bytes: int) -> bytes:
    """The body, or one byte more of it than is taken, for the service to refuse."""
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > most_bytes:
            return bytes(found[: most_bytes + 1])
    return bytes(found)


def _mount_health(app: FastAPI, health: Health, metrics: Metrics) -> None:
    @app.get("/health", summary="whether the process lives")
    async def is_alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", summary="whether the database answers")
    def is_ready() -> HttpResponse:
        if health.is_answering():
            return HttpResponse('{"status":"ok"}', 200, media_type="application/json")
        return HttpResponse('{"status":"database"}', 503, media_type="application/json")

    @app.get("/metrics", summary="counts for Prometheus", response_class=HttpResponse)
    def counts() -> HttpResponse:
        return HttpResponse(metrics.text(health.connections()), 200, headers={"Content-Type": TEXT})
