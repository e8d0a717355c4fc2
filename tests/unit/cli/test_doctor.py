"""What the doctor finds."""

from pathlib import Path

from instar.cli.doctor import _data_dir, _sqlite, examine
from instar.model.settings import Settings


def test_it_looks_at_everything(tmp_path: Path) -> None:
    found = examine(Settings(data_dir=tmp_path / "new"))
    assert [finding.subject for finding in found] == [
        "instar",
        "packages",
        "database",
        "data folder",
        "open files",
        "browser",
    ]
    assert all(finding.verdict != "fail" for finding in found)


def test_it_names_sqlites_wal_bug_and_too_old_versions() -> None:
    assert _sqlite((3, 34, 0)).verdict == "fail"
    noted = _sqlite((3, 40, 1))
    assert noted.verdict == "note"
    assert "WAL" in noted.fact
    assert _sqlite((3, 51, 3)).verdict == "ok"


def test_a_folder_that_cannot_be_made_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = _data_dir(Settings(data_dir=tmp_path / "file" / "data"))
    assert found.verdict == "fail"
