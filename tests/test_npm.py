"""Files from npm: checked, kept, and refused when they are not the known ones."""

import hashlib
import io
import shutil
import tarfile

import pytest

from sinosoviet import npm

CONTENT = b"a script"
FILES = {"dist/reveal.js": hashlib.sha256(CONTENT).hexdigest()}
PACKAGE = "reveal.js@5.2.1"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(npm, "_CACHE", tmp_path / "cache")


@pytest.fixture
def sends(monkeypatch):
    """Makes npm send a package with some content, and counts how often it was asked."""
    asked = []

    def start(content):
        def run(command, cwd, **options):
            asked.append(command[-1])
            with tarfile.open(f"{cwd}/reveal.tgz", "w:gz") as archive:
                member = tarfile.TarInfo("package/dist/reveal.js")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
            return npm.subprocess.CompletedProcess(command, 0, "reveal.tgz\n", "")

        monkeypatch.setattr(shutil, "which", lambda name: "npm")
        monkeypatch.setattr(npm.subprocess, "run", run)
        return asked

    return start


def test_a_known_file_is_copied_and_kept(tmp_path, sends):
    asked = sends(CONTENT)
    npm.copy(PACKAGE, FILES, tmp_path / "first")
    npm.copy(PACKAGE, FILES, tmp_path / "second")
    assert (tmp_path / "second" / "reveal.js").read_bytes() == CONTENT
    assert asked == [PACKAGE]


def test_any_other_file_is_refused_and_not_kept(tmp_path, sends):
    sends(b"another script")
    with pytest.raises(npm.NpmError, match=r"dist/reveal\.js .* is not the known one\.$"):
        npm.copy(PACKAGE, FILES, tmp_path / "to")
    assert list(tmp_path.rglob("*.js")) == []


def test_a_file_that_the_package_does_not_have_is_named(tmp_path, sends):
    sends(CONTENT)
    with pytest.raises(npm.NpmError, match=r"^The npm package reveal\.js@.* has no file dist/gone\.js\.$"):
        npm.copy(PACKAGE, FILES | {"dist/gone.js": "0"}, tmp_path / "to")


def test_a_damaged_copy_is_fetched_again(tmp_path, sends):
    asked = sends(CONTENT)
    npm.copy(PACKAGE, FILES, tmp_path / "to")
    (tmp_path / "cache" / PACKAGE / "dist" / "reveal.js").write_bytes(b"damaged")
    npm.copy(PACKAGE, FILES, tmp_path / "to")
    assert (tmp_path / "to" / "reveal.js").read_bytes() == CONTENT
    assert len(asked) == 2


def test_without_npm_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(npm.NpmError, match=r"^This needs npm, for .*install Node.js.*\.$"):
        npm.copy(PACKAGE, FILES, tmp_path)


def test_a_failing_npm_is_quoted(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "npm")
    failed = npm.subprocess.CompletedProcess([], 1, "", "npm error\nnpm error no such package\n")
    monkeypatch.setattr(npm.subprocess, "run", lambda *arguments, **options: failed)
    with pytest.raises(npm.NpmError, match=r"reveal\.js@.*: npm error no such package\.$"):
        npm.copy(PACKAGE, FILES, tmp_path)
