"""Argos' index is read over a safe line, and whatever is wrong with line or index is one sentence."""

from __future__ import annotations

import json
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from bot import argos
from bot.model_index import Offer, address_of, offers, opened, safe
from bot.model_install import ModelFault, install
from tests.translation.installed import archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def offer(source: str, target: str, version: str, *links: str) -> Offer:
    return Offer(source, target, version, links=links)


class Index(BaseHTTPRequestHandler):
    """A server with an index, a model, and things that go wrong."""

    def do_GET(self) -> None:
        assert isinstance(self.server, HTTPServer)
        here = f"http://127.0.0.1:{self.server.server_port}"
        listed = [
            {
                "from_code": "uk",
                "to_code": "en",
                "package_version": "1.0",
                "links": [f"{here}/uk_en"],
                "more": 1,
            },
            {"code": "sbd", "type": "sbd", "languages": [], "links": []},
        ]
        answers: dict[str, Any] = {
            "/index.json": (200, json.dumps(listed).encode()),
            "/page/index.json": (200, b"<html>Log in to the network</html>"),
            "/uk_en": (200, archive("uk_en").read_bytes()),
        }
        status, body = answers.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) + 1000 * (self.path == "/cut")))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the library's
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the server."""
    with HTTPServer(("127.0.0.1", 0), Index) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def look_at(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Let the library name another index."""
    monkeypatch.setattr(argos.library("settings"), "remote_package_index", f"{address}/index.json")


def test_the_index_is_where_the_library_says(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert argos.library("settings").remote_package_index.startswith("https://")
    look_at(monkeypatch, address)
    listed = offers()
    assert address_of("uk-en", listed) == f"{address}/uk_en"


def test_without_a_network_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        look_at(monkeypatch, f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(ModelFault) as fault:
            offers()
    assert str(fault.value) == (
        "Argos' models cannot be reached (connection refused); "
        "a model fetched elsewhere is installed with --from-file."
    )


def test_a_page_in_place_of_the_index_is_told(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    look_at(monkeypatch, f"{address}/page")
    with pytest.raises(ModelFault, match="What stands in place of Argos' index is none"):
        offers()
    look_at(monkeypatch, f"{address}/nothing")
    with pytest.raises(ModelFault, match=r"cannot be reached \(status 404\)"):
        offers()


def test_without_the_extra_nobody_knows_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(argos, "library", missing)
    with pytest.raises(ModelFault, match="The extra `translation` is not installed"):
        offers()


def test_the_newest_model_of_a_pair_is_fetched() -> None:
    listed = (
        offer("uk", "en", "1.9", "https://example.org/9"),
        offer("uk", "en", "1.10", "ipfs://10", "https://example.org/10"),
        offer("en", "uk", "2.0", "https://example.org/other"),
    )
    assert address_of("uk-en", listed) == "https://example.org/10"


def test_a_pair_that_argos_does_not_have_is_told_with_the_way_round() -> None:
    listed = (offer("uk", "en", "1"), offer("en", "pl", "1"))
    with pytest.raises(ModelFault) as fault:
        address_of("uk-pl", listed)
    assert str(fault.value) == "Argos has no model uk-pl: uk-en and en-pl serve together."
    with pytest.raises(ModelFault) as fault:
        address_of("uk-ru", listed)
    assert str(fault.value) == "Argos has no model uk-ru."


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://example.org/a", True),
        ("http://127.0.0.1:8000/a", True),
        ("http://example.org/a", False),
        ("file://localhost/etc/passwd", False),
        ("file:///etc/passwd", False),
        ("ftp://localhost/a", False),
        ("https://[", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_an_address_that_nobody_can_stand_between_is_safe(address: str, is_safe: bool) -> None:
    assert safe(address) == is_safe
    if not is_safe:
        with pytest.raises(ModelFault), opened(address):
            pass


def test_a_line_that_breaks_leaves_nothing(address: str, tmp_path: Path) -> None:
    with pytest.raises(ModelFault), opened(f"{address}/cut") as content:
        install("uk-en", content, tmp_path, bool)
    assert [path.name for path in tmp_path.iterdir()] in ([], [".lock"])
