"""The Bot API over HTTP: encodings, tokens, names of methods, and bodies that are no requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.sandbox.conftest import TOKEN

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

KEYBOARD = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}


async def ask(rig: Rig, path: str, **request: Any) -> tuple[int, Any]:
    async with rig.http.request(request.pop("verb", "POST"), path, **request) as answer:
        assert answer.content_type == "application/json"
        return answer.status, await answer.json()


def encodings(fields: dict[str, str]) -> list[dict[str, Any]]:
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    return [
        {"verb": "GET", "params": fields},
        {"params": fields},
        {"data": fields},
        {"data": multipart},
        {"json": fields},
        {"json": {**fields, "reply_markup": KEYBOARD, "chat_id": int(fields["chat_id"])}},
    ]


async def test_every_encoding_means_the_same(rig: Rig) -> None:
    person = await rig.person()
    fields = {
        "chat_id": str(person),
        "text": "Cześć",
        "reply_markup": json.dumps(KEYBOARD),
        "unknown": "ignored",
    }
    for request in encodings(fields):
        status, body = await ask(rig, f"/bot{TOKEN}/SENDmessage", **request)
        assert status == 200
        assert body["result"]["text"] == "Cześć"
        assert body["result"]["reply_markup"] == KEYBOARD
    seen = {json.dumps(call["params"], sort_keys=True) for call in await rig.see("/calls") if call["ok"]}
    params = {**fields, "chat_id": person, "reply_markup": KEYBOARD}
    assert json.dumps(params, sort_keys=True) in seen


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [
        ("", 404, None),
        ("abc", 404, "Not Found"),
        ("0:" + "A" * 35, 404, "Not Found"),
        ("42:short", 401, "Unauthorized"),
        ("42:" + "A" * 34 + "!", 401, "Unauthorized"),
    ],
)
async def test_a_malformed_token_is_nobody(
    rig: Rig, token: str, status: int, description: str | None
) -> None:
    for path in (f"/bot{token}/getMe", f"/file/bot{token}/photos/file_1.jpg"):
        async with rig.http.get(path) as answer:
            assert answer.status == status
            if description:
                body = await answer.json()
                assert body == {"ok": False, "error_code": status, "description": description}


async def test_an_unknown_method_is_not_found(rig: Rig) -> None:
    assert await rig.no("sendTelepathy") == (404, "Not Found")


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 100_000, b"nul"])
async def test_a_body_that_is_no_json_object_is_a_bad_request(rig: Rig, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    status, answer = await ask(rig, f"/bot{TOKEN}/getMe", data=body, headers=headers)
    assert status == 400
    assert answer["description"] == "Bad Request: can't parse request JSON object"


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/x-www-form-urlencoded",
        "image/png",
        "multipart/mixed; boundary=x",
    ],
)
@pytest.mark.parametrize(
    "body", [b"%%%=\xff&&", b"--x\r\n\r\n", b"\r\n--x--", b"--x\r\nContent-Disposition: y\r\n\r\nz"]
)
async def test_a_broken_form_never_breaks_the_server(rig: Rig, kind: str, body: bytes) -> None:
    status, answer = await ask(rig, f"/bot{TOKEN}/getMe", data=body, headers={"Content-Type": kind})
    assert (status, answer["ok"]) in {(200, True), (400, False)}


async def test_a_body_over_4_mb_is_too_large(rig: Rig) -> None:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("photo", b"x" * (4 * 1024 * 1024 + 1), filename="x.jpg")
    large: list[dict[str, Any]] = [
        {"json": {"text": "x" * 4_300_000}},
        {"data": {"text": "x" * 4_300_000}},
        {"data": form},
    ]
    for request in large:
        status, body = await ask(rig, f"/bot{TOKEN}/sendPhoto", **request)
        assert (status, body["description"]) == (413, "Request Entity Too Large")


@pytest.mark.parametrize("depth", [100, 900, 5000])
async def test_deep_nesting_is_refused_or_dropped_and_poisons_nothing(rig: Rig, depth: int) -> None:
    person = await rig.person()
    deep = '{"a":' * depth + "1" + "}" * depth
    for field in ("reply_markup", "entities", "link_preview_options", "reply_parameters"):
        body = await rig.api("sendMessage", chat_id=person, text="x", **{field: deep})
        assert body["ok"] or body["error_code"] in (400, 500)
    await rig.api("setMyCommands", commands=deep, scope=deep)
    assert (await rig.chat(person))["messages"]
    assert await rig.see("/calls")


async def test_the_page_is_served_with_a_strict_policy(rig: Rig, tmp_path: Any, monkeypatch: Any) -> None:
    (tmp_path / "page.html").write_text("<p>page</p>")
    (tmp_path / "page.js").write_text("1")
    (tmp_path / "secret.py").write_text("no")
    monkeypatch.setattr("sandbox.app.FOLDER", tmp_path)
    for path, kind in {"/": "text/html", "/page.js": "text/javascript"}.items():
        async with rig.http.get(path) as answer:
            assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
            assert answer.content_type == kind
    for path in ("/secret.py", "/page.css", "/..%2fpage.js"):
        async with rig.http.get(path) as answer:
            assert answer.status == 404
