"""A method's parameters read leniently, as the Bot API reads them, from JSON, form or multipart alike."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusal import Body, bad


@dataclass(slots=True, frozen=True)
class Upload:
    """A file that came with a call, with the name and the type it was given."""

    name: str
    content: bytes
    type: str = ""


@dataclass(slots=True, frozen=True)
class Params:
    """The values as they came (texts, or JSON values) and the uploaded files."""

    values: Body
    files: dict[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Tell whether a parameter was given at all."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text; "" when it was not given."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        return str(value) if type(value) is int else json.dumps(value)

    def number(self, name: str, otherwise: int = 0) -> int:
        """Return an integer; `otherwise` when it was not given or is none."""
        value = self.values.get(name)
        if type(value) is int:
            return value
        try:
            return int(self.text(name))
        except ValueError:
            return otherwise

    def flag(self, name: str) -> bool:
        """Return a boolean; False when it was not given."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def array(self, name: str) -> list[Any] | None:
        """Return a JSON array, or None when it was not given."""
        value = self._json(name)
        if value is not None and not isinstance(value, list):
            raise bad(f"can't parse {name}: expected an Array")
        return value

    def mapping(self, name: str) -> Body | None:
        """Return a JSON object, or None when it was not given."""
        value = self._json(name)
        if value is not None and not isinstance(value, dict):
            raise bad(f"can't parse {name}: expected an Object")
        return value

    def texts(self, name: str) -> list[str] | None:
        """Return a JSON array of texts, or None when it was not given."""
        values = self.array(name)
        return None if values is None else [str(value) for value in values]

    def _json(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            label = "reply keyboard markup" if name == "reply_markup" else name
            raise bad(f"can't parse {label} JSON object") from None
