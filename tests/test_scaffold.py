"""The files around the course agree with each other."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import sinosoviet
from sinosoviet import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
TARGETS = {"lab", "present", "test", "serve", "setup", "pins", "clean", "assignments", "mark", "hub"}
TARGETS |= {*bootstrap.RUNS}


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name):
    """Versions by package, of the lines that hold on this system and Python."""
    found = {}
    for line in text(name).splitlines():
        if line and not line.startswith(("#", "-e")):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", line
            assert requirement.url is None, line
            if requirement.marker is None or requirement.marker.evaluate():
                found[requirement.name] = pin.version
    return found


def test_reader_gets_exact_versions_and_the_package_itself():
    lines = text("requirements.txt").splitlines()
    assert lines[-1] == "-e ."
    named = {"jupyterlab", "matplotlib", "pandas", "ipywidgets", "nbval"}
    assert named <= set(pins("requirements.txt"))


@pytest.mark.parametrize("name", ["requirements.txt", "tests/constraints.txt", "hub/requirements.txt"])
def test_pins_name_no_address(name):
    assert not re.search(r"://|^\s*-(?!e \.$)|index|links|@", text(name), re.MULTILINE)


def test_pins_are_listed_once():
    assert not set(pins("requirements.txt")) & set(pins("tests/constraints.txt"))


def test_the_hub_has_the_versions_that_the_pages_were_run_with():
    hub, others = pins("hub/requirements.txt"), pins("requirements.txt") | pins("tests/constraints.txt")
    assert {"jupyterhub", "jupyterhub-idle-culler", "nbgrader", "pandas"} <= set(hub)
    assert {name: version for name, version in hub.items() if others.get(name, version) != version} == {}


@pytest.mark.parametrize(
    "line",
    [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["reader"], *EXTRAS["test"]],
)
def test_pins_are_within_the_ranges(line):
    requirement = Requirement(line)
    assert requirement.specifier, "a range is missing"
    version = (pins("requirements.txt") | pins("tests/constraints.txt"))[requirement.name]
    assert requirement.specifier.contains(version)


def test_extras():
    assert set(EXTRAS) == {"test", "site", "class", "hub"}


def test_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    assert sinosoviet.__version__ == version
    assert re.search(rf"^version: {re.escape(version)}$", text("CITATION.cff"), re.MULTILINE)


def test_supported_pythons_are_the_same_everywhere():
    oldest, newest = (".".join(map(str, v)) for v in (bootstrap.OLDEST, bootstrap.NEWEST))
    after = f"3.{bootstrap.NEWEST[1] + 1}"
    assert PROJECT["project"]["requires-python"] == f">={oldest},<{after}"
    for name in ("Makefile", "README.md", "sinosoviet/bootstrap.py"):
        assert f"Python {oldest}, 3.12 or {newest}" in text(name), name


def test_commands_are_the_same_in_make_and_in_the_script():
    rule = re.search(r"^([a-z ]+):\n\t@found", text("Makefile"), re.MULTILINE)
    assert set(rule.group(1).split()) == TARGETS


ASSIGNMENTS = "notebooks/assignments/README.md"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", ASSIGNMENTS])
def test_pages_name_only_commands_that_exist(name):
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", text(name), re.MULTILINE))
    named |= set(re.findall(r"bootstrap\.py ([a-z]+)", text(name)))
    assert named <= TARGETS


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ASSIGNMENTS])
def test_links_inside_the_project_lead_somewhere(name):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_ci_runs_make_test_and_nothing_else():
    script = ROOT / ".ci" / "run"
    lines = [line for line in text(".ci/run").splitlines() if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "make test"]
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_licenses_are_whole():
    assert "Redistribution and use in source and binary forms" in text("LICENSE")
    assert "Section 8 – Interpretation" in text("LICENSE-TEXT")


def test_nothing_else_lies_at_the_top():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    house = {
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "LICENSE-TEXT",
        "Makefile",
        "requirements.txt",
        "pyproject.toml",
        "notebooks",
        "data",
        "figures",
        "sinosoviet",
        "tests",
        "site",
        "hub",
    }
    assert {name for name in top if not name.startswith(".")} <= house


def test_wheel_carries_the_data_and_works_without_the_checkout(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    shipped = {
        path.relative_to(ROOT / "data").as_posix()
        for path in (ROOT / "data").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert {f"sinosoviet/_data/{name}" for name in shipped} <= inside
    assert not any(name.startswith(("notebooks/", "tests/", "data/")) for name in inside)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sinosoviet import tables; "
        "print(tables.folder()); print(len(tables.names()))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path / "site")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    folder, count = done.stdout.split("\n")[:2]
    assert Path(folder) == tmp_path / "site" / "sinosoviet" / "_data"
    assert int(count) > 0


def test_editable_install_leaves_no_second_copy_of_the_data():
    """A copy beside the checkout's data/ would be read first, and go stale."""
    assert not (Path(sinosoviet.__file__).parent / "_data").exists()
    assert not [path for path in sys.path if (Path(path) / "sinosoviet" / "_data").is_dir()]


def test_the_code_is_clean():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
