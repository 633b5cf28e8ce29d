"""The guide's requests: which there are, what each needs, and who answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from outbound.sandbox import calls, campaigns
from outbound.sandbox.asked import Asked
from outbound.sandbox.faults import troubles
from outbound.sandbox.faults.plan import On
from outbound.sandbox.faults.troubles import Came, CarryOut
from outbound.sandbox.listing import Lens, plainly
from outbound.sandbox.tokens import admit, give_token
from outbound.sandbox.truth import tell
from outbound.sandbox.world import World

Handler = Callable[[World, Asked], object]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A request of the guide: the scope it needs, the status of its answer, its handler.

    `on` is its name in a file of faults, `enable` where it may be a disabling, too.
    """

    on: On
    method: str
    path: str
    scope: str
    status: int
    handler: Handler


_CALL_FLOW = "/api/v1/call_flows/{uid}"
_CAMPAIGNS = "/api/v1/campaigns"
_SCHEDULES = "/api/v1/campaigns/{uid}/schedules"
_SCHEDULE = "/api/v1/schedules/{uid}"
_CALLS = "/api/v1/schedules/{uid}/outbound_calls"
_BULK = "/api/v1/schedules/{uid}/outbound_calls/bulk"
_CALL = "/api/v1/outbound_calls/{uid}"

# Endpoints of one path stand together.
ENDPOINTS = (
    Endpoint("call_flow", "GET", _CALL_FLOW, "campaigns:read", 200, campaigns.get_call_flow),
    Endpoint("campaign", "POST", _CAMPAIGNS, "campaigns:write", 201, campaigns.create_campaign),
    Endpoint("schedule", "POST", _SCHEDULES, "campaigns:write", 201, campaigns.create_schedule),
    Endpoint("enable", "PATCH", _SCHEDULE, "campaigns:write", 200, campaigns.switch_schedule),
    Endpoint("bulk", "POST", _BULK, "outbound_calls:write", 201, calls.create_calls),
    Endpoint("call", "POST", _CALLS, "outbound_calls:write", 201, calls.create_call),
    Endpoint("list", "GET", _CALLS, "outbound_calls:read", 200, calls.list_calls),
    Endpoint("detail", "GET", _CALL, "outbound_calls:read", 200, calls.get_call),
)


def routes(world: World) -> list[Route]:
    """All of them, the token's and the sandbox's own included."""
    paths = groupby(ENDPOINTS, attrgetter("path"))
    return [
        Route("/oauth/token", partial(_token, world), methods=["POST"]),
        Route("/_sandbox/state", partial(_state, world), methods=["GET"]),
        *(_route(world, path, list(endpoints)) for path, endpoints in paths),
    ]


def _route(world: World, path: str, endpoints: list[Endpoint]) -> Route:
    by_method = {endpoint.method: endpoint for endpoint in endpoints}
    return Route(path, partial(_answer, world, by_method), methods=list(by_method))


async def _answer(world: World, by_method: dict[str, Endpoint], request: Request) -> Response:
    # Starlette lets HEAD in wherever GET is allowed.
    endpoint = by_method["GET" if request.method == "HEAD" else request.method]
    world.requests[f"{endpoint.method} {endpoint.path}"] += 1
    body = await request.body()
    carry_out = partial(_carry_out, world, endpoint, request)
    on: On = "disable" if endpoint.on == "enable" and campaigns.disables(body) else endpoint.on
    return await _through_faults(world, on, request, body, carry_out)


def _carry_out(
    world: World, endpoint: Endpoint, request: Request, body: bytes, lens: Lens = plainly
) -> Response:
    # Nothing is awaited here: a request happens at one second and undivided.
    second = world.advance()
    admit(world, request.headers.get("authorization", ""), endpoint.scope, second)
    uid = request.path_params.get("uid", "")
    asked = Asked(second, uid, request.query_params, request.headers, body, lens)
    content = to_json(endpoint.handler(world, asked))
    return Response(content, endpoint.status, media_type="application/json")


async def _token(world: World, request: Request) -> Response:
    world.requests["POST /oauth/token"] += 1
    body = await request.body()
    return await _through_faults(world, "token", request, body, partial(_grant, world, request))


def _grant(world: World, request: Request, body: bytes, _lens: Lens = plainly) -> Response:
    return give_token(world, request.headers.get("content-type", ""), body)


async def _through_faults(
    world: World, on: On, request: Request, body: bytes, carry_out: CarryOut
) -> Response:
    if not world.faults.entries:
        return carry_out(body)
    came = Came(on, request.headers, request.query_params, body, carry_out)
    return await troubles.answer(world, came)


async def _state(world: World, _request: Request) -> Response:
    return Response(to_json(tell(world)), media_type="application/json")
