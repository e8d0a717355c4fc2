"""The changelog is about this version and names the promises that it keeps."""

import re

from instar import __version__
from tests.docs.pages import ROOT
from tests.proofs.manifest import KEPT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text()


def test_the_newest_release_is_this_version() -> None:
    released = re.search(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", CHANGELOG, re.MULTILINE)
    assert released
    assert released[1] == __version__


def test_every_kept_promise_is_named() -> None:
    assert set(re.findall(r"PoF-\d\d", CHANGELOG)) == KEPT


def test_the_upgrade_guide_has_this_version() -> None:
    assert f"\n## To {__version__}\n" in (ROOT / "docs/upgrade-guide.md").read_text()
