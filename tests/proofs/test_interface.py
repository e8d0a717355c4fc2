"""What the server makes of the page, as a person sees it: locks, areas, switches and commands."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.proofs.manifest import proves
from tests.support.page import Chat, at_the_page, in_a_thread
from tests.support.plugins import PROOF_PLUGIN
from tests.support.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


async def set_key(served: Served, path: str, value: Any, **layer: str) -> None:
    patch = [{"op": "add", "path": path, "value": value}]
    await served.rest("PATCH", "/interface", json={"layer": "global", **layer, "patch": patch})


async def remove_key(served: Served, path: str, **layer: str) -> None:
    patch = [{"op": "remove", "path": path}]
    await served.rest("PATCH", "/interface", json={"layer": "global", **layer, "patch": patch})


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
        await expect(chat.message).to_be_editable()
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


@proves("PoF-10")
async def test_pof_10_a_locked_composer_refuses_rest_with_the_same_reason(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        thread = await in_a_thread(served, chat)
        await chat.message.fill("half a thought")
        reason = "We are moving house."
        await set_key(served, "/locks/composer", {"reason": reason}, layer="thread", of=thread)
        await expect(chat.page.get_by_text(reason).first).to_be_visible()
        await expect(chat.message).not_to_be_editable()
        answer = await chat.page.evaluate(
            """async (threadId) => {
              const body = { content: [{ type: 'input_text', text: 'sneaking in' }] };
              const answer = await fetch(`/api/v1/threads/${threadId}/items`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(body),
              });
              return [answer.status, (await answer.json()).detail];
            }""",
            thread,
        )
        chat.expected_complaints = ("423",)
        assert answer == [423, reason]
        await remove_key(served, "/locks/composer", layer="thread", of=thread)
        await expect(chat.message).to_be_editable()
        await expect(chat.message).to_have_value("half a thought")
        await chat.message.press("Enter")
        await expect(chat.answer()).to_contain_text("3 words")


@proves("PoF-11")
async def test_pof_11_uploads_that_are_off_are_refused_too(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        attach = chat.page.get_by_role("button", name="Attach files")
        await expect(attach).to_be_enabled()
        await set_key(served, "/visibility/uploads", False)
        await expect(attach).to_have_count(0)
        status = await chat.page.evaluate(
            """async () => (await fetch('/api/v1/attachments', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ name: 'a.txt', size: 1 }),
            })).status"""
        )
        chat.expected_complaints = ("423",)
        assert status == 423
        await remove_key(served, "/visibility/uploads")
        await expect(attach).to_be_enabled()
        await set_key(served, "/toggles/uploads", {"on": False})
        await expect(attach).to_be_disabled()


@proves("PoF-12")
async def test_pof_12_a_commands_button_appears_and_its_handler_answers(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        await in_a_thread(served, chat)
        command = {"title": "Ring the bell", "places": ["composer"]}
        await set_key(served, "/commands/test.bell", command)
        await expect(chat.page.get_by_role("button", name="Ring the bell")).to_be_visible()
        await remove_key(served, "/commands/test.bell")
        await expect(chat.page.get_by_role("button", name="Ring the bell")).to_have_count(0)
        await chat.page.get_by_role("button", name="Open a ticket").click()
        form = chat.page.get_by_role("dialog")
        await form.get_by_label("Subject").fill("Broken wing")
        await form.get_by_label("Subject").press("Enter")
        await expect(form).to_have_count(0)
        await chat.page.get_by_role("button", name="Yes").click()
        await expect(chat.answer()).to_contain_text("Ticket Broken wing: yes by admin.")
        await expect(chat.conversation).to_contain_text("Open a ticket")


@proves("PoF-16")
async def test_pof_16_a_card_is_drawn_by_its_renderer(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        await take_the_tour(chat, until="Ada's beetle")
        card = chat.conversation.get_by_text("Ada's beetle")
        await expect(card).to_be_visible()
        page = await served.rest("GET", f"/threads/{chat.thread_id}/items?limit=100")
        assert "widget.card" in [item["type"] for item in page["data"]]
        await set_key(served, "/renderers/widget.card", "core.unknown")
        await expect(card).to_be_visible()


@proves("PoF-17")
async def test_pof_17_a_rule_hides_messages_when_they_are_old(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        thread = await in_a_thread(served, chat)
        rule = {"match": {"types": ["notice"]}, "effect": "hide", "after": 3}
        await set_key(served, "/rules/test.old", rule)
        body = {"type": "notice", "content": [{"type": "output_text", "text": "Soon gone"}]}
        await served.rest("POST", f"/threads/{thread}/items", json=body)
        notice = chat.conversation.get_by_text("Soon gone")
        await expect(notice).to_be_visible()
        await expect(notice).to_have_count(0)
        # It is so for those who come later, and in an export; and it comes back with the rule gone.
        await chat.page.reload()
        await expect(chat.message).to_be_editable()
        await expect(notice).to_have_count(0)
        await remove_key(served, "/rules/test.old")
        await expect(notice).to_be_visible()


@proves("PoF-18")
async def test_pof_18_the_server_switches_a_renderer_without_a_reload(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        await chat.say("hello")
        await expect(chat.answer()).to_contain_text("1 word")
        copy = chat.conversation.get_by_role("button", name="Copy")
        await expect(copy).not_to_have_count(0)
        loads = await chat.page.evaluate("performance.getEntriesByType('navigation').length")
        await set_key(served, "/renderers/assistant_message", "core.compact")
        await expect(chat.conversation.locator(".message-compact")).to_contain_text("1 word")
        await remove_key(served, "/renderers/assistant_message")
        await expect(chat.conversation.locator(".message-compact")).to_have_count(0)
        await expect(chat.answer()).to_contain_text("1 word")
        after = await chat.page.evaluate("performance.getEntriesByType('navigation').length")
        assert after == loads


async def take_the_tour(chat: Chat, *, until: str) -> None:
    """Walk the tour up to what is then shown."""
    await chat.say("/tour")
    await chat.page.get_by_role("button", name="Start").click()
    await chat.page.get_by_role("button", name="Next").click()
    await chat.page.get_by_label("What shall I call you?").fill("Ada")
    await chat.page.get_by_label("I shall be kind to it").check()
    await chat.page.get_by_role("button", name="Send", exact=True).first.click()
    await expect(chat.conversation).to_contain_text(until)
