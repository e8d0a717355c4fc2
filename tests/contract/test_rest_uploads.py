"""Uploads over REST: announced, sent, checked, linked, downloaded."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from instar.model.settings import Settings
from instar.runtime.server import Server
from tests.support.pictures import GIF_AND_SCRIPT, HTML, SVG, picture
from tests.support.rest import TOKEN, Person


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data", admin_token=TOKEN, upload_bytes=100_000, upload_count=3
    )


async def announce(who: Person, body: bytes, name: str, claimed: str = "") -> Any:
    announced = {"name": name, "size": len(body), "mimeType": claimed}
    return await who.json("POST", "/attachments", announced, status=201)


async def upload(who: Person, body: bytes, name: str = "file", claimed: str = "") -> Any:
    pending = await announce(who, body, name, claimed)
    response = await who.put(f"/attachments/{pending['id']}/content", content=body)
    assert response.status_code == 200, response.text
    return response.json()


def kept_files(server: Server) -> list[str]:
    folder = server.settings.data_dir / "files"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def test_a_picture_is_kept_and_has_a_preview(ada: Person) -> None:
    body = picture("PNG", (800, 400))
    pending = await announce(ada, body, "red.png", "image/png")
    assert pending["status"] == "pending"
    path = f"/attachments/{pending['id']}"
    await ada.json("GET", path + "/content", status=404)
    ready = (await ada.put(path + "/content", content=body)).json()
    assert (ready["status"], ready["mimeType"]) == ("ready", "image/png")
    assert ready["preview"] is True
    assert await ada.json("GET", path) == ready
    downloaded = await ada.get(path + "/content")
    assert downloaded.content == body
    preview = await ada.get(path + "/preview")
    assert preview.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(preview.content)).size == (512, 256)


@pytest.mark.parametrize(
    ("body", "claimed"),
    [(HTML, "image/png"), (b"\x00\x01", "image/gif"), (HTML, "application/pdf")],
)
async def test_a_lie_about_the_type_is_refused(
    ada: Person, server: Server, body: bytes, claimed: str
) -> None:
    pending = await announce(ada, body, "a", claimed)
    response = await ada.put(f"/attachments/{pending['id']}/content", content=body)
    assert response.status_code == 400
    assert response.json()["code"] == "validation.mime_type"
    assert kept_files(server) == []
    assert (await ada.json("GET", f"/attachments/{pending['id']}"))["status"] == "pending"


@pytest.mark.parametrize(
    ("body", "claimed", "found"),
    [
        (HTML, "text/html", "text/plain; charset=utf-8"),
        (SVG, "image/svg+xml", "image/svg+xml"),
        (GIF_AND_SCRIPT, "", "image/gif"),
        (b"\x00\x01", "", "application/octet-stream"),
    ],
)
async def test_a_download_can_run_nowhere(
    ada: Person, body: bytes, claimed: str, found: str
) -> None:
    ready = await upload(ada, body, "page", claimed)
    assert "preview" not in ready
    response = await ada.get(f"/attachments/{ready['id']}/content")
    assert response.headers["content-type"] == found
    assert response.headers["content-disposition"] == 'attachment; filename="page"'
    assert response.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert response.headers["x-content-type-options"] == "nosniff"
    await ada.json("GET", f"/attachments/{ready['id']}/preview", status=404)


@pytest.mark.parametrize(
    ("name", "label", "header"),
    [
        ("../../etc/passwd", "passwd", 'attachment; filename="passwd"'),
        ("C:\\Windows\\win.ini", "win.ini", 'attachment; filename="win.ini"'),
        (
            "a\r\nSet-Cookie: x=1",
            "aSet-Cookie: x=1",
            "attachment; filename*=utf-8''aSet-Cookie%3A%20x%3D1",
        ),
        ('a"; x="', 'a"; x="', "attachment; filename*=utf-8''a%22%3B%20x%3D%22"),
        ("x\u202egpj.exe", "xgpj.exe", 'attachment; filename="xgpj.exe"'),
        ("\x00", "file", 'attachment; filename="file"'),
        ("Käse 🧀.txt", "Käse 🧀.txt", "attachment; filename*=utf-8''K%C3%A4se%20%F0%9F%A7%80.txt"),
    ],
)
async def test_a_name_is_only_a_label(ada: Person, name: str, label: str, header: str) -> None:
    ready = await upload(ada, b"text", name)
    assert ready["name"] == label
    response = await ada.get(f"/attachments/{ready['id']}/content")
    assert response.headers["content-disposition"] == header
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("sent", [b"four", b"sixsix", b""])
async def test_the_size_must_be_as_announced(ada: Person, server: Server, sent: bytes) -> None:
    pending = await announce(ada, b"fives", "a")
    path = f"/attachments/{pending['id']}/content"
    response = await ada.put(path, content=sent)
    assert (response.status_code, response.json()["code"]) == (400, "validation.size")
    assert kept_files(server) == []
    assert (await ada.put(path, content=b"fives")).status_code == 200
    again = await ada.put(path, content=b"fives")
    assert (again.status_code, again.json()["code"]) == (409, "conflict.attachment_ready")


async def test_a_file_has_a_largest_size(ada: Person) -> None:
    await announce(ada, bytes(100_000), "a")
    announced = {"name": "a", "size": 100_001}
    problem = await ada.json("POST", "/attachments", announced, status=413)
    assert problem["code"] == "too_large.upload"


async def test_a_body_is_not_read_beyond_the_largest_size(ada: Person, server: Server) -> None:
    pending = await announce(ada, bytes(100_000), "a")
    path = f"/attachments/{pending['id']}/content"
    sent = 0

    async def long() -> Any:
        nonlocal sent
        while sent < 1_000_000:
            sent += 10_000
            yield bytes(10_000)

    response = await ada.put(path, content=long())
    assert response.status_code in (400, 413)
    assert sent <= 120_000
    announced = await ada.put(path, content=b"x", headers={"content-length": "100001"})
    assert (announced.status_code, announced.json()["code"]) == (413, "too_large.body")
    assert kept_files(server) == []


async def test_a_user_keeps_so_many_files(ada: Person, bob: Person) -> None:
    for _ in range(3):
        await announce(ada, b"", "a")
    problem = await ada.json("POST", "/attachments", {"name": "a", "size": 0}, status=413)
    assert problem["code"] == "too_large.upload_count"
    await announce(bob, b"", "a")


async def test_a_range_is_answered_by_that_part(ada: Person) -> None:
    ready = await upload(ada, b"0123456789")
    path = f"/attachments/{ready['id']}/content"
    part = await ada.get(path, headers={"range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")
    assert part.headers["content-range"] == "bytes 2-4/10"
    outside = await ada.get(path, headers={"range": "bytes=90-"})
    assert outside.status_code == 416
    for odd in ("bytes=0-1,3-4", "bytes=" + "0-," * 999 + "0-1", "bytes=x", "lines=1-2"):
        whole = await ada.get(path, headers={"range": odd})
        assert (whole.status_code, whole.content) == (200, b"0123456789")


async def test_a_linked_file_is_read_by_who_reads_the_thread(
    ada: Person, bob: Person, script: Person
) -> None:
    ready = await upload(ada, b"shared")
    path = f"/attachments/{ready['id']}"
    await bob.json("GET", path, status=404)
    thread = await ada.thread()
    await ada.share(thread["id"], bob, "reader")
    await bob.json("GET", path + "/content", status=404)
    item = await ada.say(thread["id"], "look", attachments=[ready["id"]])
    assert item["attachments"][0]["threadId"] == thread["id"]
    assert (await bob.get(path + "/content")).content == b"shared"
    await script.json("GET", path, status=404)
    await ada.json("DELETE", f"/threads/{thread['id']}/members/{bob.id}", status=204)
    await bob.json("GET", path + "/content", status=404)
    await bob.json("GET", path, status=404)


async def test_only_ones_own_ready_files_can_be_linked(ada: Person, bob: Person) -> None:
    thread = await ada.thread()
    theirs = await upload(bob, b"theirs")
    pending = await announce(ada, b"later", "a")
    path = f"/threads/{thread['id']}/items"
    for attachment_id, status, code in (
        (theirs["id"], 404, "not_found.attachment"),
        ("att_none", 404, "not_found.attachment"),
        (pending["id"], 409, "conflict.attachment_pending"),
    ):
        body = {"content": [{"type": "input_text", "text": "x"}], "attachments": [attachment_id]}
        assert (await ada.json("POST", path, body, status=status))["code"] == code
    own = await upload(ada, b"own")
    assert await ada.say(thread["id"], "x", attachments=[own["id"]])
    other = await ada.thread()
    body = {"content": [{"type": "input_text", "text": "x"}], "attachments": [own["id"]]}
    await ada.json("POST", f"/threads/{other['id']}/items", body, status=404)


async def test_a_form_is_no_file(ada: Person) -> None:
    pending = await announce(ada, b"x", "a")
    response = await ada.put(f"/attachments/{pending['id']}/content", files={"file": b"x"})
    assert response.status_code == 415


async def test_a_file_that_was_lost_is_not_there(ada: Person, server: Server) -> None:
    ready = await upload(ada, b"lost")
    digest = kept_files(server)[0]
    server.uploads.path_of(digest).unlink()
    await ada.json("GET", f"/attachments/{ready['id']}/content", status=404)


async def test_collecting_leaves_what_is_young_or_used(ada: Person, server: Server) -> None:
    thread = await ada.thread()
    used = await upload(ada, b"used")
    await ada.say(thread["id"], "x", attachments=[used["id"]])
    await upload(ada, b"young")
    assert await server.uploads.collect() == 0
    assert len(kept_files(server)) == 2
