"""`make dev`: one address to open, and nothing left running."""

import os
import sys

import pytest

from tools.dev import point_to_page, running


def test_the_ready_line_names_the_page():
    line = "Instar is ready: http://127.0.0.1:8000/login#ticket=abc\n"
    page = "http://127.0.0.1:5173"
    assert point_to_page(line, page) == f"Instar is ready: {page}/login#ticket=abc\n"


def test_other_lines_stay_as_they_are():
    line = "GET http://127.0.0.1:8000/api\n"
    assert point_to_page(line, "http://127.0.0.1:5173") == line


async def test_a_command_ends_with_its_block():
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    async with running(command, env=dict(os.environ)) as process:
        assert process.returncode is None
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
