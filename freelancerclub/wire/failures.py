"""The one place that prints a refusal: every no leaves the service through here, in the asked format."""

from typing import Any

from freelancerclub.errors import Refusal


def body_of(refusal: Refusal) -> dict[str, Any] | list[dict[str, Any]]:
    """`{"status", "message"[, "errors"]}`, in a list where the reference prints it so (R44)."""
    printed = str(refusal.status) if refusal.printed is None else refusal.printed
    body: dict[str, Any] = {"status": printed, "message": refusal.message}
    if refusal.errors is not None:
        body["errors"] = refusal.errors
    return [body] if refusal.in_list else body
