"""What the finders by format give: marks in the shadow of a text."""

from __future__ import annotations

from storage.register.scrub.spans import Kind

Mark = tuple[int, int, Kind]
"""Start and end in the shadow, and what stands there."""
