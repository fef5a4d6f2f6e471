"""Writing what `storage.register.scrub.lexicon.Table` reads; the same input gives the same bytes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import marisa_trie

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(folder: Path, name: str, words: Mapping[str, int]) -> None:
    """Write a table of words with their bits."""
    trie = marisa_trie.Trie(sorted(words), order=marisa_trie.LABEL_ORDER, num_tries=8)
    trie.save(str(folder / f"{name}.marisa"))
    values = sorted(set(words.values()))
    index = {value: place for place, value in enumerate(values)}
    by_key = [0] * len(words)
    for word, bits in words.items():
        by_key[trie[word]] = index[bits]
    content = struct.pack(f"<I{len(values)}I{len(words)}H", len(values), *values, *by_key)
    (folder / f"{name}.bits").write_bytes(content)
