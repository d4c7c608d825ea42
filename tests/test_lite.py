"""The parts of the lab in the browser, without building it: hashes, the lock, links, what is missing."""

import hashlib
import http.client
import json
import shutil
import zipfile
from types import SimpleNamespace

import pytest

from sinosoviet import lite
from sinosoviet.lite import build, lock, parts
from sinosoviet.places import ROOT
from tests import lite as inputs


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "cache", lambda: tmp_path / "cache")
    monkeypatch.delenv(parts.GIVEN, raising=False)
    return tmp_path / "cache"


def wheel(folder, requires=()):
    path = folder / "Some_Thing-1.2-py3-none-any.whl"
    lines = ["Metadata-Version: 2.1", "Name: Some_Thing", "Version: 1.2"]
    lines += [f"Requires-Dist: {text}" for text in requires]
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("some_thing/__init__.pyc", "")
        opened.writestr("some_thing/deeper/__init__.pyc", "")
        opened.writestr("alone.py", "")
        opened.writestr("some_thing-1.2.dist-info/METADATA", "\n".join(lines) + "\n")
    return path


def package(content=b"right", name="x-1.whl"):
    return {"file_name": name, "sha256": hashlib.sha256(content).hexdigest()}


def test_an_entry_comes_from_the_wheel_itself(tmp_path):
    elsewhere = ["tzdata; sys_platform == 'win32'", "pytest; extra == 'test'"]
    found = lock.entry(wheel(tmp_path, ["Numpy>=2", "b; sys_platform == 'emscripten'", *elsewhere]))
    assert (found["name"], found["version"]) == ("some-thing", "1.2")
    assert found["depends"] == ["b", "numpy"]
    assert found["imports"] == ["alone", "some_thing"]


def test_a_requirement_that_no_page_uses_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "LEFT_OUT", {("some-thing", "big")})
    assert lock.entry(wheel(tmp_path, ["big>=1", "small"]))["depends"] == ["small"]


def test_what_is_needed_follows_the_whole_chain():
    packages = {
        "a": {"depends": ["B_C"]},
        "b-c": {"depends": ["d"]},
        "d": {"depends": ["a"]},
        "e": {"depends": []},
    }
    assert lock.closure(packages, ["A"]) == ["a", "b-c", "d"]
    with pytest.raises(KeyError, match="f"):
        lock.closure({"a": {"depends": ["f"]}}, ["a"])


def test_a_file_of_the_release_is_taken_once_its_hash_is_right(cache, tmp_path, monkeypatch):
    given, to = tmp_path / "given", tmp_path / "to"
    given.mkdir(), to.mkdir()
    monkeypatch.setenv(parts.GIVEN, str(given))
    with pytest.raises(lite.LiteError, match=r"x-1\.whl is not in .*PYODIDE_FILES"):
        parts.release([package()], to)
    (given / "x-1.whl").write_bytes(b"wrong")
    with pytest.raises(lite.LiteError, match="its hash is another"):
        parts.release([package()], to)
    assert list(to.iterdir()) == []
    (given / "x-1.whl").write_bytes(b"right")
    parts.release([package()], to)
    assert (to / "x-1.whl").read_bytes() == b"right"
    (given / "x-1.whl").unlink()
    parts.release([package()], to)  # from the cache


def test_a_damaged_cache_is_not_trusted(cache, tmp_path, monkeypatch):
    (cache / "release").mkdir(parents=True)
    (cache / "release" / "x-1.whl").write_bytes(b"wrong")
    monkeypatch.setattr(parts, "_read", lambda name: b"right")
    parts.release([package()], tmp_path)
    assert (tmp_path / "x-1.whl").read_bytes() == b"right"


def test_no_network_is_said_in_a_sentence(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "RELEASE", "http://127.0.0.1:1/")
    with pytest.raises(lite.LiteError, match=r"did not answer.*set PYODIDE_FILES to it"):
        parts.release([package()], tmp_path)


def test_without_node_it_says_what_to_install(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(parts.shutil, "which", lambda name: None)
    with pytest.raises(lite.LiteError, match=r"needs node; install Node\.js"):
        parts.compiled([wheel(tmp_path)], tmp_path / "core", tmp_path / "to")


def test_a_failed_download_of_our_wheels_is_said_in_a_sentence(cache, tmp_path, monkeypatch):
    failed = SimpleNamespace(returncode=1, stderr="noise\nERROR: no such host.\n")
    monkeypatch.setattr(parts.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(lite.LiteError, match="wheels: ERROR: no such host"):
        parts.wheels(tmp_path)
    assert not list(cache.glob("wheels-*"))


def test_kept_wheels_are_checked_and_fetched_again(cache, tmp_path, monkeypatch):
    listed = tmp_path / "wheels.txt"
    listed.write_text(f"x==1 --hash=sha256:{package()['sha256']}\n")
    monkeypatch.setattr(parts, "_WHEELS", listed)
    asked = []

    def run(command, cwd, **_):
        asked.append(command)
        (cwd / "wheels").mkdir()
        (cwd / "wheels" / "x-1.whl").write_bytes(b"right")
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(parts.subprocess, "run", run)
    for damage in (lambda path: None, lambda path: path.write_bytes(b"wrong"), lambda path: path.unlink()):
        (path,) = parts.wheels(tmp_path / "to")
        assert path.read_bytes() == b"right"
        damage(next(cache.glob("wheels-*/x-1.whl")))
    parts.wheels(tmp_path / "to")
    assert len(asked) == 3


def test_a_kept_compiled_file_is_checked_and_compiled_again(cache, tmp_path, monkeypatch):
    compiled = []

    def run(command, **_):
        for job in json.loads(command[-1].read_text("utf-8")):
            compiled.append(job["from"])
            shutil.copyfile(job["from"], job["to"])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(parts.shutil, "which", lambda name: name)
    monkeypatch.setattr(parts.subprocess, "run", run)
    source = wheel(tmp_path)
    for _ in range(2):
        parts.compiled([source], tmp_path / "core", tmp_path / "to")
    assert len(compiled) == 1
    next(cache.glob("compiled/*/*.whl")).write_bytes(b"wrong")
    (path,) = parts.compiled([source], tmp_path / "core", tmp_path / "to")
    assert path.read_bytes() == source.read_bytes()
    assert len(compiled) == 2


def test_an_answer_that_breaks_off_is_said_in_a_sentence(cache, tmp_path, monkeypatch):
    def breaks_off(*_, **__):
        raise http.client.IncompleteRead(b"", 9)

    monkeypatch.setattr(parts.urllib.request, "urlopen", breaks_off)
    with pytest.raises(lite.LiteError, match=r"did not answer \(IncompleteRead"):
        parts.release([package()], tmp_path)


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_the_release_its_tests_fail_where_every_change_is_tested(monkeypatch, tmp_path, ci, outcome):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(inputs, "release", lambda: "The files cannot be had.")
    both = (pytest.skip.Exception, pytest.fail.Exception)
    with pytest.raises(both, match="cannot be had") as caught, inputs.built(tmp_path):
        pass
    assert caught.type is outcome


def test_a_build_without_a_page_or_a_table_fails(tmp_path):
    with pytest.raises(lite.LiteError, match=r"without data/.*notebooks/00-start-here\.ipynb"):
        build._check(tmp_path)


def test_our_wheels_are_the_desktops_versions():
    pins = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    desktop = dict(line.split(" ;")[0].split("==") for line in pins if "==" in line and line[0] != "#")
    lines = [line for line in parts._WHEELS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines
    for line in lines:
        name, version = line.split(" --hash")[0].split("==")
        assert desktop[name] == version
