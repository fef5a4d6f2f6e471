"""Taking identifying text out of what people write: `Scrubber.load()`, then `find`, then `masked`."""

from storage.register.scrub.scrubber import Scrubber
from storage.register.scrub.spans import Found, Kind, ScrubFailed, Span, masked

__all__ = ["Found", "Kind", "ScrubFailed", "Scrubber", "Span", "masked"]
