"""Methods: which one a request means, where a POST may say another (`_method`, X-HTTP-Method-Override; decision 5)."""

from freelancerclub.errors import UnknownMethod, UnreadableBody
from freelancerclub.kit.limits import Turn
from freelancerclub.wire.decode import Form, decode
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.receive import Receive, read_start
from freelancerclub.wire.urls import Match

OVERRIDE_BODY = 64 << 10  # bytes; a POST that means another method is small: more is not read before the gate


def endpoint_of(incoming: Incoming, match: Match, body: bytes | None) -> Endpoint:
    """The endpoint of the method, which a POST may override (`_method` or X-HTTP-Method-Override)."""
    assert match.node is not None
    method = incoming.method
    if method == "POST":
        method = incoming.headers.get("x-http-method-override", "").strip().upper() or _overridden(incoming, body)
    endpoint = match.node.endpoints.get("GET" if method == "HEAD" else method)
    if endpoint is None or (method == "HEAD" and not endpoint.answers_head):
        raise UnknownMethod(match.node.allowed)
    return endpoint


async def early_body(incoming: Incoming, turn: Turn, receive: Receive) -> tuple[bytes | None, Receive]:
    """A POST's body if it is small, since `_method` may stand in it; and where to read on.

    Nobody's who asks too often: the gate refuses them whatever they mean.
    """
    if incoming.method != "POST" or turn.is_over:
        return None, receive
    return await read_start(receive, declared(incoming), OVERRIDE_BODY)


def declared(incoming: Incoming) -> str | None:
    """How long the body says it is; of a chunked one that is nothing to go by (RFC 9112, 6.3)."""
    return None if "transfer-encoding" in incoming.headers else incoming.headers.get("content-length")


def check_late(incoming: Incoming, form: Form, allowed: tuple[str, ...]) -> None:
    """Of a body too long to be read before the gate `_method` isn't followed. Raises UnknownMethod."""
    is_said = incoming.method == "POST" and not incoming.headers.get("x-http-method-override", "").strip()
    if is_said and _meant(form) != "POST":
        raise UnknownMethod(allowed)


def _overridden(incoming: Incoming, body: bytes | None) -> str:
    if not body or b"_method" not in body:
        return "POST"
    try:
        return _meant(decode(body, incoming.headers.get("content-type")))
    except UnreadableBody:
        return "POST"  # said at its turn, after the gate


def _meant(form: Form) -> str:
    """The method that a form's `_method` names, if any."""
    value = form.get("_method", ["POST"])[-1]
    return (value.strip().upper() if isinstance(value, str) else "") or "POST"
