"""Large answers are no slow readers: a thread with more text than a queue holds can be opened."""

from pathlib import Path

import pytest

from tests.support.served import Served
from tests.support.socket import Socket

pytestmark = pytest.mark.slow


async def test_q1_r5_a_thread_of_large_items_opens_and_resumes(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served:
        thread = await served.new_thread()
        writer = await Socket().open(served.port)
        await writer.subscribe(thread)
        await writer.submit(thread, "/stream 100000 0")
        await writer.until("turn.end")
        part = {"type": "input_text", "text": "x" * 60_000}
        for _ in range(3):
            body = {"content": [part] * 14}
            await served.rest("POST", f"/threads/{thread}/items", json=body)
            await writer.until("item.added")
        late = await Socket().open(served.port)
        await late.subscribe(thread)
        held = writer.views[thread].shown()
        assert held[-1:] == late.views[thread].shown()[-1:]
        assert late.frames[-1]["type"] == "session.resumed"
        writer.abort()
        again = await Socket(writer.views).open(served.port)
        await again.until("session.resumed")
        assert again.views[thread].shown() == held
