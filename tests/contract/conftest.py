"""The contract against services: with CLUB_TEST_SERVICES=2 the same tests ask two `club serve` by turns.

Without it each test has the application in its own process and a database of its own.
"""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from freelancerclub.config import Settings
from support.api import Api, running
from support.make import Make
from support.served import Served, served, wanted_services


class ByTurns(httpx2.AsyncBaseTransport):
    """Each request to the service whose turn it is."""

    def __init__(self, services: Served) -> None:
        self._services, self._inner = services, httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = httpx2.URL(self._services.address())
        request.url = request.url.copy_with(scheme=url.scheme, host=url.host, port=url.port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


if wanted_services():

    @pytest.fixture(scope="session")
    def services(server: str, template: str) -> Iterator[Served]:
        with served(server, template, wanted_services()) as started:
            yield started

    @pytest.fixture
    def dsn(services: Served) -> str:
        services.reset()
        return services.dsn

    @pytest.fixture
    def make(services: Served, api: Api) -> Make:
        return services.make

    @pytest.fixture
    async def api(services: Served, dsn: str, settings: Settings) -> AsyncIterator[Api]:
        async with httpx2.AsyncClient(transport=ByTurns(services), base_url="http://testserver") as client:
            yield Api(client, services.clock, None, None, None, None, None, settings, None)  # type: ignore[arg-type]

else:

    @pytest.fixture
    async def api(settings: Settings, dsn: str) -> AsyncIterator[Api]:
        async with running(settings, dsn) as api:
            yield api
