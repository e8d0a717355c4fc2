"""A server started by a tool or a test: ready, or an error that says what it printed."""

import sys

import pytest

from tools.server import ServerFailed, running_server


def server(source):
    return [sys.executable, "-u", "-c", source]


def test_the_address_is_what_the_server_printed(tmp_path):
    source = (
        "import os, time; print('starting', os.environ['INSTAR_DATA_DIR'])\n"
        "print('Instar is ready: http://127.0.0.1:1234/login#ticket=t', flush=True); time.sleep(60)"
    )
    with running_server(server(source), tmp_path) as address:
        assert address == "http://127.0.0.1:1234/login#ticket=t"


def test_a_server_that_ends_says_why(tmp_path):
    with (
        pytest.raises(ServerFailed, match="no such folder"),
        running_server(server("raise SystemExit('no such folder')"), tmp_path),
    ):
        pass


def test_a_server_that_says_nothing_is_given_up(tmp_path):
    with (
        pytest.raises(ServerFailed, match="not ready"),
        running_server(server("import time; time.sleep(60)"), tmp_path, seconds=0.2),
    ):
        pass
