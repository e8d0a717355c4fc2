"""What the server makes of the page, as a person sees it: locks, areas, switches and commands."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.proofs.manifest import proves
from tests.support.page import Chat, at_the_page
from tests.support.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


async def set_key(served: Served, path: str, value: Any) -> None:
    patch = [{"op": "add", "path": path, "value": value}]
    await served.rest("PATCH", "/interface", json={"layer": "global", "patch": patch})


async def remove_key(served: Served, path: str) -> None:
    patch = [{"op": "remove", "path": path}]
    await served.rest("PATCH", "/interface", json={"layer": "global", "patch": patch})


async def answered(chat: Chat) -> None:
    """A thread with one answer."""
    await chat.say("hello")
    await expect(chat.answer()).to_contain_text("Thank you")
    await chat.until("turn.end")


@proves("PoF-10")
async def test_pof_10_a_locked_composer_sends_nothing_and_keeps_what_is_written(
    tmp_path: Path,
) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await answered(chat)
        await chat.message.fill("half a thought")
        await set_key(served, "/locks/composer", {"reason": "Vote first."})
        await expect(chat.page.get_by_role("note", name="Locked")).to_have_text("Vote first.")
        await expect(chat.message).to_be_focused()
        await expect(chat.message).not_to_be_editable()
        await chat.message.press("Enter")
        await expect(chat.page.get_by_role("button", name="Send")).to_be_disabled()
        await expect(chat.page.get_by_role("button", name="Answer again")).to_have_count(0)
        thread = await served.rest("GET", f"/threads/{chat.thread_id}/items")
        assert len(thread["data"]) == 2
        await remove_key(served, "/locks/composer")
        await chat.message.press("Enter")
        await expect(chat.answer()).to_contain_text("half a thought")


@proves("PoF-11")
async def test_pof_11_hidden_uploads_take_no_files(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await answered(chat)
        attach = chat.page.get_by_role("button", name="Attach files")
        await expect(attach).to_be_visible()
        await set_key(served, "/visibility/uploads", False)
        await expect(attach).to_have_count(0)
        await chat.message.evaluate(
            """(field) => {
              const clipboardData = new DataTransfer();
              clipboardData.items.add(new File(['notes'], 'notes.txt', { type: 'text/plain' }));
              field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
            }"""
        )
        told = chat.page.get_by_role("region", name="Notifications")
        await expect(told).to_contain_text("Files are switched off here.")
        await expect(chat.page.get_by_text("notes.txt")).to_have_count(0)


@proves("PoF-12")
async def test_pof_12_a_command_is_found_and_invoked_with_the_keyboard_alone(
    tmp_path: Path,
) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        await answered(chat)
        await chat.message.press("/")
        tour = chat.page.get_by_role("option", name="Take the tour")
        await expect(tour).to_be_visible()
        await chat.page.keyboard.type("to")
        await chat.page.keyboard.press("Enter")
        await expect(chat.page.get_by_role("note", name="Floor")).to_contain_text("The tour")
        await chat.page.get_by_role("button", name="Not now").click()
        await expect(chat.page.get_by_role("note", name="Floor")).to_have_count(0)
        await chat.page.keyboard.press("Control+k")
        await expect(chat.page.get_by_role("combobox", name="Search commands")).to_be_focused()
        await chat.page.keyboard.type("take the")
        await chat.page.keyboard.press("Enter")
        await expect(chat.page.get_by_role("note", name="Floor")).to_contain_text("The tour")
