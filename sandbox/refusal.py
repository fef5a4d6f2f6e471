"""A refusal is Telegram's no to a bot, with code and sentence, or the sandbox's no to a person."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]


class Refusal(Exception):
    """Carries what the client reads: `error_code`, `description` and `parameters`."""

    def __init__(self, code: int, description: str, parameters: Body | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Body:
        """Return the JSON answer as the Bot API shapes it."""
        answer: Body = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(reason: str, **parameters: object) -> Refusal:
    """Make the 400 that begins with "Bad Request: "."""
    return Refusal(400, f"Bad Request: {reason}", dict(parameters))


def forbidden(reason: str) -> Refusal:
    """Make the 403 that begins with "Forbidden: "."""
    return Refusal(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refusal:
    """Make the 409 that begins with "Conflict: "."""
    return Refusal(409, f"Conflict: {reason}")


def too_many(seconds: int) -> Refusal:
    """Make the 429 that tells how many seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class RefusedError(Exception):
    """What a person cannot do, in one sentence, with the HTTP status that fits."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status
