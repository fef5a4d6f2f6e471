"""What is wrong with a setting, in one sentence that names it as it stands in the file or the environment."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from bot.forms import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

SECRETS: Final = (
    *(("telegram", "token"), ("team", "token")),
    *(("storage", "master_key"), ("storage", "pepper"), ("storage", "house_key")),
)
"""Settings that must not stand in config.yaml, which is copied, mailed and committed, nor in a sentence."""


def sentence(path: Path, fault: ErrorDetails, settings: type[BaseModel]) -> str:
    """Return a fault that pydantic found in the settings that were read from `path`."""
    keys = [str(part) for part in fault["loc"] if isinstance(part, str) and part != "[key]"]
    name = subject(path, keys)
    if fault["type"] == "extra_forbidden":
        return f"{name} is not a setting{_meant(settings, keys)}"
    if fault["type"] == "value_error":
        return f"{name} {fault['ctx']['error']}"
    secret = tuple(keys[:2]) in SECRETS
    return f"{name} must be {_expected(settings, keys)}" + (
        "" if secret else f", not {shown(fault['input'])}"
    )


def subject(path: Path, keys: Sequence[str]) -> str:
    """Return how a setting is called where it was set."""
    name = variable(keys[:2])
    return name if name in os.environ else f"{path.name}: {'.'.join(keys)}"


def variable(keys: Sequence[str]) -> str:
    """Return the name of a setting in the environment."""
    return "GLOS_" + "__".join(key.upper() for key in keys)


def reason(fault: OSError | UnicodeDecodeError) -> str:
    """Return in a few words why a file cannot be read."""
    return (fault.strerror or "unknown reason").lower() if isinstance(fault, OSError) else "it is not UTF-8"


def _fields(settings: type[BaseModel], keys: Sequence[str]) -> Mapping[str, FieldInfo]:
    """Return the fields of the section that the keys lie in, by the names in the file."""
    if len(keys) < 2:  # noqa: PLR2004  a section alone
        return {str(field.validation_alias or name): field for name, field in settings.model_fields.items()}
    section = _fields(settings, keys[:1])[keys[0]].annotation
    return section.model_fields if section and issubclass(section, BaseModel) else {}


def _expected(settings: type[BaseModel], keys: Sequence[str]) -> str:
    field = _fields(settings, keys).get(keys[min(len(keys), 2) - 1])
    return (field and field.description) or "of another form"


def _meant(settings: type[BaseModel], keys: Sequence[str]) -> str:
    near = difflib.get_close_matches(keys[-1], _fields(settings, keys), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""
