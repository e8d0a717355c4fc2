"""The tutorial's plugin does what the page says, in the page's own tests."""

import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs/start/first-plugin.md"


def test_the_plugin_passes_its_tests(tmp_path: Path) -> None:
    plugin, tests = blocks(PAGE, "python")
    (tmp_path / "deploy.py").write_text(plugin)
    (tmp_path / "test_deploy.py").write_text(tests)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", "asyncio_mode=auto", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "2 passed" in run.stdout
    lines = [line for line in plugin.splitlines() if line.strip()]
    assert len(lines[lines.index("class Deploy(Handler):") :]) <= 40
