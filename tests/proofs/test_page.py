"""What a person sees: the promises of the first releases, on the real page and the real server."""

import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.proofs.manifest import proves
from tests.support.page import at_the_page, chromium, sign_in
from tests.support.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@proves("PoF-01")
async def test_pof_01_the_page_connects_and_says_so(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await expect(chat.status).to_contain_text("Connected")
        assert chat.frames[0]["type"] == "session.welcome"


@proves("PoF-02")
async def test_pof_02_a_message_is_answered_by_a_streamed_turn(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await chat.say("/stream 30 10")
        await expect(chat.answer()).to_contain_text("token29")
        await chat.until("turn.end")
        turn = [frame["type"] for frame in chat.frames if frame["type"].startswith("turn.")]
        assert turn[:2] == ["turn.accepted", "turn.start"]
        assert turn[-1] == "turn.end"
        assert turn.count("turn.delta") > 1
        assert turn.count("turn.end") == 1


@proves("PoF-03")
async def test_pof_03_a_malformed_message_is_refused_and_the_socket_lives(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        answers = await chat.page.evaluate(
            """async () => {
              const socket = new WebSocket(`ws://${location.host}/ws`, 'instar.v1');
              const got = [];
              await new Promise((resolve) => { socket.onopen = resolve; });
              const hello = { v: 1, id: 'hello-0001', type: 'session.hello', payload: {} };
              socket.send(JSON.stringify(hello));
              socket.send('{"v": 1, "type": "turn.submit", "id": "malformed-1", "payload": 7}');
              socket.send('not json');
              socket.send(JSON.stringify({ v: 1, id: 'ping-00001', type: 'no.such', payload: {} }));
              await new Promise((resolve) => {
                socket.onmessage = (event) => {
                  got.push(JSON.parse(event.data));
                  if (got.length === 5) resolve();
                };
              });
              return got;
            }"""
        )
        assert [answer["type"] for answer in answers] == [
            "session.welcome",
            "ui.state.snapshot",
            "error.validation",
            "error.validation",
            "error.unsupported",
        ]
        assert answers[2]["ref"] == "malformed-1"
        assert answers[2]["payload"]["path"].startswith("/")
        await chat.say("still here?")
        await expect(chat.answer()).to_contain_text("2 words")


@proves("PoF-04")
async def test_pof_04_a_thread_is_there_after_a_refresh(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await chat.say("Remember the moult")
        await expect(chat.answer()).to_contain_text("3 words")
        await chat.page.reload()
        await expect(chat.threads.get_by_text("Remember the moult")).to_be_visible()
        await expect(chat.answer()).to_contain_text("3 words")


@proves("PoF-05")
async def test_pof_05_items_appended_by_rest_appear_on_the_page(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        thread = await served.new_thread()
        await chat.page.goto(f"{served.url}/t/{thread}")
        await expect(chat.status).to_contain_text("Connected")
        body = {
            "type": "assistant_message",
            "content": [{"type": "output_text", "text": "Deployed **build 42**."}],
        }
        await served.rest("POST", f"/threads/{thread}/items", json=body)
        await expect(chat.answer()).to_contain_text("Deployed build 42.")
        await expect(chat.answer().locator("strong")).to_have_text("build 42")


@proves("PoF-06")
async def test_pof_06_an_upload_is_stored_and_can_be_fetched(tmp_path: Path) -> None:
    picture = tmp_path / "wing.png"
    Image.new("RGB", (640, 400), "#1a6b54").save(picture)
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await chat.page.get_by_label("Files to attach").set_input_files(picture)
        await expect(chat.page.get_by_role("list", name="Files")).to_contain_text("wing.png")
        await expect(chat.page.get_by_role("progressbar")).to_have_count(0)
        await chat.say("Look at this")
        await expect(chat.answer()).to_contain_text("wing.png")
        shown = chat.conversation.get_by_role("list", name="Attachments").locator("img")
        await expect(shown).to_have_js_property("complete", True)
        assert await shown.evaluate("image => image.naturalWidth") > 0
        page = await served.rest("GET", f"/threads/{chat.thread_id}/items?order=asc")
        attachment = page["data"][0]["attachments"][0]
        assert attachment["mimeType"] == "image/png"
        record = await served.rest("GET", f"/attachments/{attachment['id']}")
        assert (record["name"], record["size"]) == ("wing.png", picture.stat().st_size)


@proves("PoF-33")
async def test_pof_33_two_people_see_the_same_answer_stream(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, chromium() as browser:
        link = await served.rest("POST", "/users", json={"name": "Ada"})
        async with (
            sign_in(browser, served, served.login) as admin,
            sign_in(browser, served, link["url"]) as ada,
        ):
            thread = await served.new_thread()
            await served.rest(
                "PUT", f"/threads/{thread}/members/{link['user']['id']}", json={"access": "writer"}
            )
            for chat in (admin, ada):
                await chat.page.goto(f"{served.url}/t/{thread}")
                await expect(chat.status).to_contain_text("Connected")
            await admin.say("/stream 150 20")
            # Ada sees it grow, before it ends.
            await expect(ada.answer()).to_contain_text("token5 ")
            assert not any(frame["type"] == "turn.end" for frame in ada.frames)
            await expect(ada.answer()).to_contain_text("token149")
            await expect(admin.answer()).to_contain_text("token149")
            assert (
                await ada.answer().locator("p").all_inner_texts()
                == await admin.answer().locator("p").all_inner_texts()
            )
            # What Ada says streams to the admin as well, and either may stop it.
            await ada.say("/stream 500 20")
            await expect(admin.answer()).to_contain_text("token5 ")
            await admin.page.get_by_role("button", name="Stop", exact=True).click()
            for chat in (admin, ada):
                await expect(chat.page.get_by_role("button", name="Continue")).to_be_visible()


async def test_a_reload_in_the_middle_of_an_answer_loses_nothing(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await chat.say("/stream 120 20")
        await expect(chat.answer()).to_contain_text("token5 ")
        await chat.page.reload()
        await expect(chat.answer()).to_contain_text("token119")
        text = " ".join(await chat.answer().locator("p").all_inner_texts())
        assert text.split() == [f"token{number}" for number in range(120)]


async def test_a_killed_server_keeps_the_partial_answer_and_offers_to_go_on(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        chat.expected_complaints = ("WebSocket connection", "Failed to load resource")
        await chat.say("/stream 200 20")
        await expect(chat.answer()).to_contain_text("token30 ")
        await served.kill()
        await expect(chat.status).not_to_contain_text("Connected")
        await served.start()
        await expect(chat.status).to_contain_text("Connected")
        await expect(chat.answer()).to_contain_text("token10 ")
        await chat.page.get_by_role("button", name="Continue").click()
        await expect(chat.answer()).to_contain_text("token199")
        text = " ".join(await chat.answer().locator("p").all_inner_texts())
        assert text.split() == [f"token{number}" for number in range(200)]


async def test_what_is_sent_without_a_network_arrives_once_when_it_is_back(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        chat.expected_complaints = ("WebSocket connection", "Failed to load resource")
        await chat.say("first")
        await expect(chat.answer()).to_contain_text("1 word")
        await served.kill()
        await expect(chat.status).not_to_contain_text("Connected")
        await chat.say("from the tunnel")
        await expect(chat.conversation.get_by_text("from the tunnel")).to_be_visible()
        # The outbox survives even the page: it is sent after the reload.
        await served.start()
        await chat.page.reload()
        await expect(chat.answer()).to_contain_text("3 words")
        page = await served.rest("GET", f"/threads/{chat.thread_id}/items")
        said = json.dumps(page["data"]).count('"from the tunnel"')
        assert said == 1
