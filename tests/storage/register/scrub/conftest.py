"""A scrubber, loaded once."""

from __future__ import annotations

import pytest

from storage.register.scrub import Scrubber


@pytest.fixture(scope="session")
def scrubber() -> Scrubber:
    return Scrubber.load()
