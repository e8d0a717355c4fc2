"""The tutorial's plugin does what the page says, in the page's own tests."""

from pathlib import Path

from tests.docs.pages import ROOT, blocks, run_tests

PAGE = ROOT / "docs/start/first-plugin.md"


def test_the_plugin_passes_its_tests(tmp_path: Path) -> None:
    plugin, tests = blocks(PAGE, "python")
    run = run_tests(tmp_path, "deploy", plugin, tests)
    assert run.returncode == 0, run.stdout
    assert "2 passed" in run.stdout
    lines = [line for line in plugin.splitlines() if line.strip()]
    assert len(lines[lines.index("class Deploy(Handler):") :]) <= 40
