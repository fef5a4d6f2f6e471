"""Make the scrubber's data anew: `python -m training lexicon`, then `python -m training people`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "storage" / "register" / "scrub" / "data"
NAMES: Final = Path(__file__).parents[1] / "build" / "names.json"

if __name__ == "__main__":
    NAMES.parent.mkdir(exist_ok=True)
    if "lexicon" in sys.argv:
        from training import lexicon

        lexicon.build(DATA, NAMES)
    if "people" in sys.argv:
        from training import people

        people.build(DATA, NAMES)
