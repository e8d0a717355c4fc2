"""Which browser the tests drive, and with which arguments."""

import io
import tarfile

import pytest

from tools import browser


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch, tmp_path):
    monkeypatch.delenv("INSTAR_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.setattr(browser, "CACHE", tmp_path / "cache")


def put(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_machine_without_a_browser_has_none():
    assert browser.find_browser() is None


def test_each_source_is_preferred_to_the_next(monkeypatch, tmp_path):
    cached = put(tmp_path / "cache" / "chromium")
    assert browser.find_browser() == cached
    theirs = put(tmp_path / "playwright" / "chromium-1200" / "chrome-linux" / "chrome")
    assert browser.find_browser() == theirs
    system = put(tmp_path / "bin" / "chromium")
    assert browser.find_browser() == system
    named = put(tmp_path / "mine")
    monkeypatch.setenv("INSTAR_CHROMIUM", str(named))
    assert browser.find_browser() == named


def test_a_named_browser_that_is_missing_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("INSTAR_CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError, match="gone"):
        browser.find_browser()


def test_root_installs_debians_and_anyone_else_unpacks_npms(monkeypatch, tmp_path):
    put(tmp_path / "bin" / "apt-get")
    monkeypatch.setattr(browser, "install_debian", lambda: put(tmp_path / "bin" / "chromium"))
    monkeypatch.setattr(browser, "install_cached", lambda target: target / "chromium")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser.install() == tmp_path / "cache" / "chromium"
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.install() == tmp_path / "bin" / "chromium"


def test_root_without_a_package_unpacks_npms(monkeypatch, tmp_path):
    put(tmp_path / "bin" / "apt-get")
    monkeypatch.setattr(browser, "install_debian", lambda: None)
    monkeypatch.setattr(browser, "install_cached", lambda target: target / "chromium")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.install() == tmp_path / "cache" / "chromium"


def test_a_package_with_other_bytes_is_refused_and_leaves_nothing(monkeypatch, tmp_path):
    put(tmp_path / "bin" / "npm")

    def pack(command, **_):
        (browser.Path(command[-2]) / "package.tgz").write_bytes(b"something else")

    monkeypatch.setattr(browser.subprocess, "run", pack)
    with pytest.raises(ValueError, match="not the package that was reviewed"):
        browser.install_cached(tmp_path / "cache")
    assert not list(tmp_path.glob("cache*"))


def test_an_archive_writes_files_inside_its_folder_only(tmp_path):
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as tar:
        for name in ("lib/inside", "../outside"):
            member = tarfile.TarInfo(name)
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    target = tmp_path / "target"
    browser.extract(archive, target)
    assert [path.name for path in target.rglob("*") if not path.is_dir()] == ["inside"]
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(("sandbox", "expected"), [(True, False), (False, True)])
def test_the_sandbox_is_given_up_only_where_it_cannot_work(monkeypatch, sandbox, expected):
    monkeypatch.setattr(browser, "can_sandbox", lambda: sandbox)
    assert ("--no-sandbox" in browser.launch_args()) is expected


def test_no_argument_weakens_the_web():
    joined = " ".join(browser.launch_args())
    for weak in ("web-security", "site-isolation", "insecure", "single-process"):
        assert weak not in joined
