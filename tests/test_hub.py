"""The hub's parts that need no running hub: logins, passwords, limits, copies, what arrives."""

import asyncio
import json
import os
import pwd
import stat
import subprocess
import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

from sinosoviet import bootstrap, npm
from sinosoviet.assignments.roster import Student
from sinosoviet.errors import CourseError
from sinosoviet.hub import accounts, cloud, commands, exchange, place, roles, seat
from sinosoviet.hub.accounts import Accounts, login_for, slug
from sinosoviet.hub.passwords import LONGEST, Passwords
from sinosoviet.hub.place import HubError, Place, Settings

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="The hub runs on Linux only.")
as_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0,
    reason="Whose a file is can be set by root only.",
)
pytestmark = linux
ME = pwd.getpwuid(os.getuid()).pw_name
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture
def hub(tmp_path):
    made = Place(tmp_path)
    made.make()
    return made


def roster(folder, text):
    path = folder / "class.csv"
    path.write_text(text, encoding="utf-8")
    return path


# Logins.


@pytest.fixture(autouse=True, scope="module")
def few_accounts():
    """A system with two accounts, whatever this one has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_is_known_to_system", lambda login: login in ("root", "daemon"))
        yield


@given(st.text(max_size=300))
def test_any_text_gives_a_login_or_none(text):
    login = slug(text)
    assert login == "" or accounts.re.fullmatch(r"[a-z][a-z0-9-]{0,23}", login)
    made = login_for(Student(text, text), set())
    assert accounts.re.fullmatch(r"[a-z][a-z0-9-]{0,23}", made)
    assert made not in ("root", "daemon", "nobody")


@pytest.mark.parametrize(
    ("id_", "login"),
    [
        ("1001", "s1001"),
        ("Zoé", "zoe"),
        ("../x", "x"),
        ("a b", "a-b"),
        ("root", "root-2"),
        ("李明", "student"),
    ],
)
def test_logins_of_odd_ids(id_, login):
    assert login_for(Student(id_, id_), set()) == login


def test_logins_are_never_shared(hub):
    people = Accounts(hub)
    text = "id,name\nzoé,Zoé A.\nzoe李,Zoe B.\n李明,李明\n王芳,王芳\nteacher,Tea Cher\n"
    people.take_over(roster(hub.root, text), "teacher")
    logins = [person.login for person in people.people]
    assert len(set(logins)) == len(logins) == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name\na,Ana\na,Bo\n", "more than once: a"),
        ("id,name\n" + "x" * 300 + ",Ana\n", "has 300 characters"),
        ("name\n" + "x" * 300 + "\n", "has 300 characters"),
        ("id,name\n1-2,Ana\n12,Bo\n", "cannot be told from others"),
        ("id,name\n", "names nobody"),
        ("", "needs a first line"),
        ("id,name\n" + "".join(f"s{n},Name {n}\n" for n in range(401)), "400 students are the most"),
    ],
)
def test_a_roster_that_cannot_be_used_changes_nothing(hub, text, said):
    people = Accounts(hub)
    people.take_over(roster(hub.root, "id,name\nold,Old Hand\n"), "teacher")
    before = [vars(person) for person in people.people]
    with pytest.raises(CourseError, match=said):
        people.take_over(roster(hub.root, text), "teacher")
    assert [vars(person) for person in people.people] == before


def test_who_leaves_the_roster_is_closed_and_comes_back_to_the_same_account(hub):
    people = Accounts(hub)
    people.take_over(roster(hub.root, "id,name\na,Ana\nb,Bo\n"), "teacher")
    people.save()
    people = Accounts(hub)
    said = people.take_over(roster(hub.root, "id,name\nb,Bo\n"), "teacher")
    assert any("Ana is not on the roster any more" in sentence for sentence in said)
    assert [person.login for person in people.active("student")] == ["b"]
    people.take_over(roster(hub.root, "id,name\na,Ana B.\nb,Bo\n"), "teacher")
    assert {person.login: person.name for person in people.active("student")} == {"a": "Ana B.", "b": "Bo"}


def test_a_damaged_list_of_accounts_is_never_replaced(hub):
    path = hub.folder("state", "accounts.json")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(HubError, match="damaged"):
        Accounts(hub)
    assert path.read_text(encoding="utf-8") == "{"


def test_an_account_of_the_system_is_never_taken(hub, monkeypatch):
    people = Accounts(hub)
    people.people.append(accounts.Account("daemon", "d", "Dae Mon"))
    with pytest.raises(HubError, match="belongs to something else"):
        people.make()


# Passwords.


def test_passwords_are_kept_as_salted_hashes_for_root_alone(hub):
    kept = Passwords(hub)
    kept.add({"ana": "same-password", "bo": "same-password"})
    text = kept.path.read_text(encoding="utf-8")
    assert "same-password" not in text
    assert len(set(json.loads(text).values())) == 2
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert kept.fits("ana", "same-password")
    assert not kept.fits("ana", "other-password")
    assert not kept.fits("nobody", "")


def test_a_changed_password_outlives_the_next_start(hub):
    kept = Passwords(hub)
    kept.add({"ana": "start-password"})
    kept.set("ana", "mein Paßwort, 我的")
    kept.add({"ana": "start-password"})
    assert kept.fits("ana", "mein Paßwort, 我的")
    assert not kept.fits("ana", "start-password")


@pytest.mark.parametrize("password", ["", "short", "x" * (LONGEST + 1)])
def test_passwords_of_the_wrong_length_are_refused(hub, password):
    with pytest.raises(HubError, match="8 to 256 characters"):
        Passwords(hub).set("ana", password)


def test_start_passwords_differ_and_can_be_read_out():
    made = {accounts.new_password() for _ in range(100)}
    assert len(made) == 100
    assert not set("".join(made)) & set("il1o0")


# The folder and its settings.


def test_settings_are_checked_one_by_one(tmp_path):
    for given_, said in (
        ({"port": "x"}, "PORT must be a whole number"),
        ({"port": "0"}, "PORT must be"),
        ({"port": "70000"}, "1 to 65535"),
        ({"memory_mb": "-1"}, "MEMORY_MB must be"),
        ({"certificate": __file__}, "both CERT=file and KEY=file"),
        ({"certificate": "/nowhere", "key": "/nowhere"}, "There is no file /nowhere"),
    ):
        with pytest.raises(HubError, match=said):
            commands._chosen(Settings(), given_)
    assert commands._chosen(Settings(), {"port": "8010"}).port == 8010


def test_settings_are_kept_for_root_alone(hub):
    hub.keep(Settings(port=8010))
    kept = hub.settings()
    assert kept.port == 8010
    assert len(kept.token) == 64
    assert kept.hub_port != kept.proxy_port
    assert stat.S_IMODE(hub.folder("state", "settings.json").stat().st_mode) == 0o600
    hub.keep(kept)
    assert hub.settings() == kept


def test_a_folder_that_students_cannot_reach_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "LONGEST_ROOT", 400)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(HubError, match="cannot pass through"):
        Place.named(str(closed / "hub"))
    monkeypatch.undo()
    with pytest.raises(HubError, match="too long"):
        Place.named("/srv/" + "x" * 60)


@pytest.mark.parametrize("do", ["stop", "restart", "servers", "status", "password", "backup", "remove"])
@as_root
def test_without_a_hub_every_command_says_so(do, tmp_path, monkeypatch):
    monkeypatch.setattr(Place, "named", classmethod(lambda cls, given=None: cls(tmp_path)))
    with pytest.raises(HubError, match="There is no hub in"):
        commands.run(do)


@as_root
def test_removing_asks_twice(hub, monkeypatch):
    monkeypatch.setattr(Place, "named", classmethod(lambda cls, given=None: hub))
    Accounts(hub).save()
    with pytest.raises(HubError, match="SURE=yes"):
        commands.run("remove")
    assert hub.root.is_dir()


@as_root
def test_two_commands_at_once(hub, monkeypatch):
    monkeypatch.setattr(Place, "named", classmethod(lambda cls, given=None: hub))
    Accounts(hub).save()
    with commands._alone(hub), pytest.raises(HubError, match="Another command is at work"):
        commands.run("status")


# Back-ups.


def test_a_back_up_has_the_work_and_not_what_is_made_anew(hub, tmp_path_factory):
    import tarfile

    (hub.folder("homes") / "ana").mkdir()
    (hub.folder("homes") / "ana" / "mine.txt").write_text("mine")
    (hub.folder("course") / "page.txt").write_text("anew")
    database = hub.folder("state", "jupyterhub.sqlite")
    with commands.contextlib.closing(commands.sqlite3.connect(database)) as made, made:
        made.execute("CREATE TABLE users (name)")
    target = tmp_path_factory.mktemp("backup") / "hub.tar.gz"
    commands.back_up(hub, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with tarfile.open(target) as archive:
        names = set(archive.getnames())
    root = hub.root.name
    assert {f"{root}/homes/ana/mine.txt", f"{root}/state/jupyterhub.sqlite"} <= names
    assert not any("page.txt" in name or "copy" in name for name in names)
    with pytest.raises(HubError, match="could not be written"):
        commands.back_up(hub, "/proc/nowhere.tar.gz")


# Students' copies.


def test_own_copies_are_made_once_and_never_touched(tmp_path):
    home, course = tmp_path / "home", tmp_path / "course"
    (course / "notebooks").mkdir(parents=True)
    home.mkdir()
    for name in ("00-a.ipynb", "01-b.ipynb"):
        (course / "notebooks" / name).write_text("first")
    assert [path.name for path in seat.copy_pages(home, course)] == ["00-a.ipynb", "01-b.ipynb"]
    own = home / "notebooks"
    (own / "00-a.ipynb").write_text("mine")
    (own / "01-b.ipynb").unlink()
    (own / "01-b.ipynb").symlink_to("/nowhere")
    (course / "notebooks" / "02-c.ipynb").write_text("second")
    (course / "notebooks" / "00-a.ipynb").write_text("second")
    assert [path.name for path in seat.copy_pages(home, course)] == ["02-c.ipynb"]
    assert (own / "00-a.ipynb").read_text() == "mine"
    assert (own / "01-b.ipynb").is_symlink()


def test_students_are_told_less_than_the_teacher():
    told = {role: roles._server(role, Settings()) for role in ("student", "teacher")}
    formgrader = "nbgrader.server_extensions.formgrader"
    assert not told["student"]["ServerApp"]["jpserver_extensions"][formgrader]
    assert told["teacher"]["ServerApp"]["jpserver_extensions"][formgrader]
    assert not told["student"]["ServerApp"]["terminals_enabled"]
    assert all(one["KernelManager"] == {"transport": "ipc"} for one in told.values())


# Limits.


def test_limits_hold_for_whatever_is_started(tmp_path):
    code = (
        "from sinosoviet.hub.limits import Limits\n"
        "Limits(memory_mb=200, processes=100000, file_mb=1).impose()\n"
        "import os, subprocess, sys\n"
        "print(os.nice(0), oct(os.umask(0)))\n"
        "more = 'bytearray(300 * 2**20)'\n"
        "print(subprocess.run([sys.executable, '-c', more], stderr=subprocess.DEVNULL).returncode)\n"
        "try: open(sys.argv[1], 'wb').write(bytes(2 * 2**20))\n"
        "except OSError as error: print(error.strerror)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "big"], capture_output=True, text=True)
    assert done.stdout.split("\n")[:3] == ["10 0o77", "1", "File too large"]


def test_memory_that_is_used_up_is_told_in_one_sentence(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    from sinosoviet.hub import memory

    shell = InteractiveShell()
    memory.load_ipython_extension(shell)
    shell.run_cell("raise MemoryError")
    said = capsys.readouterr()
    assert "This notebook has used up its memory" in said.err
    assert "Traceback" not in said.out + said.err


# Handing in.


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An exchange, and a student's folder with one assignment."""
    root, work = tmp_path / "exchange", tmp_path / "work"
    for folder in (root / "sinosoviet" / "inbound", root / "sinosoviet" / "outbound" / "a", work / "a"):
        folder.mkdir(parents=True)
    for folder in (root / "sinosoviet" / "outbound" / "a", work / "a"):
        (folder / "a.ipynb").write_bytes(NOTEBOOK)

    def submit(**options):
        config = Config()
        config.Exchange.root = str(root)
        config.Exchange.assignment_dir = str(work)
        config.Exchange.cache = str(tmp_path / "cache")
        config.CourseDirectory.course_id = "sinosoviet"
        config.CourseDirectory.assignment_id = "a"
        config.Submit.update(options)
        step = exchange.Submit(
            coursedir=CourseDirectory(config=config), config=config, authenticator=Authenticator()
        )
        step.start()
        return step

    return SimpleNamespace(
        submit=submit, inbound=root / "sinosoviet" / "inbound", work=work / "a", root=tmp_path
    )


def known(uid=None):
    return {os.getuid() if uid is None else uid: (ME, Student("1", "Ana"))}


def arrived(desk, uid=None):
    return exchange.arrivals(desk.inbound, "a", known(uid), 2**20)


def test_a_submission_is_shut_to_others_and_read_whole(desk):
    desk.submit()
    (folder,) = desk.inbound.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    found, refused = arrived(desk)
    assert refused == []
    assert [(one.login, one.files) for one in found] == [(ME, {"a.ipynb": NOTEBOOK})]
    assert len(found[0].secret) == 128


def test_a_clock_that_was_set_back_does_not_make_the_newest_the_oldest(desk, monkeypatch):
    desk.submit()

    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(days=400)

    monkeypatch.setattr("nbgrader.exchange.abc.exchange.datetime", SimpleNamespace(datetime=Earlier))
    (desk.work / "a.ipynb").write_bytes(NOTEBOOK + b" ")
    desk.submit()
    found, _ = arrived(desk)
    newest = max(found, key=lambda one: one.time)
    assert newest.files["a.ipynb"] == NOTEBOOK + b" "


def test_a_clock_that_was_ahead_is_told(desk, monkeypatch):
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=400)

    monkeypatch.setattr("nbgrader.exchange.abc.exchange.datetime", SimpleNamespace(datetime=Later))
    desk.submit()
    found, _ = arrived(desk)
    assert any("the clock was wrong" in note for note in found[0].notes)


def test_too_much_is_refused_in_a_sentence(desk):
    (desk.work / "big.bin").write_bytes(bytes(2 * 2**20))
    with pytest.raises(ExchangeError, match=r"2 files and\s2 MB; 100 files and 1 MB are the most"):
        desk.submit(most_mb=1)
    assert list(desk.inbound.iterdir()) == []


@pytest.mark.parametrize(
    "full", [OSError(28, os.strerror(28)), exchange.shutil.Error([("a", "b", os.strerror(28))])]
)
def test_a_full_disk_leaves_nothing_half_handed_in(desk, monkeypatch, full):
    def copy(self):
        folder = Path(self.inbound_path, self.assignment_filename)
        folder.mkdir()
        (folder / "a.ipynb").write_bytes(b"{")
        raise full

    monkeypatch.setattr(exchange.ExchangeSubmit, "copy_files", copy)
    with pytest.raises(ExchangeError, match="the disk of the hub is full"):
        desk.submit()
    assert list(desk.inbound.iterdir()) == []
    assert (desk.work / "a.ipynb").read_bytes() == NOTEBOOK


def test_what_has_arrived_whole_stays_when_only_the_record_of_it_fails(desk, monkeypatch):
    def copy(self):
        folder = Path(self.inbound_path, self.assignment_filename)
        folder.mkdir()
        for name in ("a.ipynb", "timestamp.txt", "submission_secret.txt"):
            (folder / name).write_bytes(NOTEBOOK)
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(exchange.ExchangeSubmit, "copy_files", copy)
    desk.submit()
    assert len(arrived(desk)[0]) == 1


def test_a_refusal_is_a_sentence_and_no_traceback():
    from sinosoviet.hub.listing import _plainly

    try:
        raise ExchangeError("Not handed in: the disk is full. Tell your teacher.")
    except ExchangeError:
        said = _plainly({"success": False, "value": traceback.format_exc()})
    assert said == {"success": False, "value": "Not handed in: the disk is full.\nTell your teacher."}
    assert _plainly({"success": True}) == {"success": True}


# What arrives.


def put(desk, name, files, uid=None):
    folder = desk.inbound / name
    folder.mkdir()
    for file, data in {
        "timestamp.txt": b"2026-01-01 10:00:00 UTC",
        "submission_secret.txt": b"s",
        **files,
    }.items():
        (folder / file).write_bytes(data)
        if uid is not None:
            os.chown(folder / file, uid, uid)
    if uid is not None:
        os.chown(folder, uid, uid)
    return folder


def test_half_a_submission_waits(desk):
    folder = put(desk, f"{ME}+a+2026-01-01 10:00:00 UTC+x", {"a.ipynb": NOTEBOOK})
    (folder / "submission_secret.txt").unlink()
    found, refused = arrived(desk)
    assert found == []
    assert "not complete" in refused[0]


@as_root
def test_the_owner_decides_and_not_the_name(desk):
    put(desk, "ana+a+2999-01-01 10:00:00 UTC+x", {"a.ipynb": b"forged"}, uid=4001)
    known_ = {4000: ("ana", Student("1", "Ana")), 4001: ("bo", Student("2", "Bo"))}
    found, refused = exchange.arrivals(desk.inbound, "a", known_, 2**20)
    assert found == []
    assert "it says ana, but it belongs to bo" in refused[0]
    put(desk, "bo+a+2026-01-01 10:00:00 UTC+x", {"a.ipynb": NOTEBOOK}, uid=4001)
    found, _ = exchange.arrivals(desk.inbound, "a", known_, 2**20)
    assert [one.login for one in found] == ["bo"]


@as_root
def test_only_plain_files_of_the_owner_are_read(desk):
    secret = desk.root / "key.ipynb"
    secret.write_bytes(b"the key")
    folder = put(desk, "ana+a+2026-01-01 10:00:00 UTC+x", {"big.ipynb": bytes(2**20 + 1)}, uid=4000)
    (folder / "link.ipynb").symlink_to(secret)
    os.link(secret, folder / "hard.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "folder").mkdir()
    (folder / "up").symlink_to("..")
    found, refused = exchange.arrivals(desk.inbound, "a", {4000: ("ana", Student("1", "Ana"))}, 2**20)
    assert refused == []
    assert found[0].files == {}
    assert len(found[0].notes) == 6


@pytest.mark.parametrize(
    "name", [f"{ME}+a", f"{ME}+b+2026-01-01 10:00:00 UTC+x", "..+a+b+c", "+a+2026+x", "x+a+"]
)
def test_names_that_say_nothing_are_left_alone(desk, name):
    put(desk, name, {"a.ipynb": NOTEBOOK})
    assert arrived(desk)[0] == []


def test_a_submission_that_is_a_link_is_left_alone(desk):
    (desk.inbound / f"{ME}+a+2026-01-01 10:00:00 UTC+x").symlink_to(desk.work)
    found, refused = arrived(desk)
    assert found == []
    assert "no folder that can be opened" in refused[0]


@given(st.dictionaries(st.text(min_size=1, max_size=30), st.binary(max_size=5), max_size=5))
def test_collected_files_have_names_of_ours(files):
    made = exchange.named(files, "a-variant-7")
    assert all(exchange.Path(name).name == name and name.isascii() for name in made)
    if "a.ipynb" in files:
        assert made == {"a.ipynb": files["a.ipynb"]}
    else:
        assert sorted(made.values()) == sorted(files.values())


# Getting there.


def test_the_command_says_where_it_works(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "platform", "darwin")
    assert bootstrap.main(["hub"]) == 1
    said = capsys.readouterr().err
    assert "Linux only" in said
    assert "make lite" in said
    assert "make lessons" in said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DO": "dance"}, "DO must be one of start, stop"),
        ({"HUB": "/srv/no-hub-here", "DO": "stop"}, "There is no hub in /srv/no-hub-here"),
        ({"HUB": "/srv/no-hub-here"}, "Give the class"),
        ({"HUB": "/srv/no-hub-here", "ROSTER": "nowhere.csv"}, "There is no file nowhere.csv"),
    ],
)
@as_root
def test_the_command_refuses_in_one_sentence(monkeypatch, capsys, variables, said):
    for name in ("HUB", "ROSTER", "DO"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert bootstrap.main(["hub"]) == 1
    assert said in capsys.readouterr().err
    assert not Path("/srv/no-hub-here").exists()


def test_who_is_not_root_is_told_how(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    assert bootstrap.main(["hub"]) == 1
    assert "sudo make hub" in capsys.readouterr().err
    monkeypatch.setattr(commands.os, "geteuid", lambda: 1000)
    with pytest.raises(HubError, match="sudo"):
        commands.run("start")


def test_npm_that_cannot_install_says_so(tmp_path, monkeypatch):
    lock = tmp_path / "lock"
    lock.mkdir()
    (lock / "package-lock.json").write_text("{}")
    (lock / "package.json").write_text("{}")
    monkeypatch.setattr(npm.shutil, "which", lambda name: None)
    with pytest.raises(npm.NpmError, match="needs npm"):
        npm.install(lock, tmp_path / "to")
    failed = subprocess.CompletedProcess([], 1, "", "one\nnpm error network down\n")
    monkeypatch.setattr(npm.shutil, "which", lambda name: "npm")
    monkeypatch.setattr(npm.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(npm.NpmError, match="network down"):
        npm.install(lock, tmp_path / "to")
    assert not (tmp_path / "to" / "node_modules" / ".installed").exists()


def test_the_proxy_is_pinned_with_its_hashes():
    lock = json.loads((Path(place.__file__).parents[2] / "hub" / "proxy" / "package-lock.json").read_text())
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert packages["node_modules/configurable-http-proxy"]["version"] == "5.3.0"
    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not any("resolved" in about for about in packages.values())


@as_root
def test_submissions_move_with_their_people_to_other_numbers(tmp_path):
    for name, uid in (("ana+a+1", 4001), ("bo+a+1", 4002), ("ana+a+forged", 4002), ("gone+a+1", 4003)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.ipynb").write_bytes(NOTEBOOK)
        for path in (folder, folder / "a.ipynb"):
            os.chown(path, uid, uid)
    before = {"ana": 4001, "bo": 4002}
    accounts.settle(tmp_path, before, before)
    assert (tmp_path / "ana+a+forged").stat().st_uid == 4002
    accounts.settle(tmp_path, before, {"ana": 4002, "bo": 4003})
    owners = {path.name: path.stat().st_uid for path in tmp_path.iterdir()}
    assert owners == {"ana+a+1": 4002, "bo+a+1": 4003, "ana+a+forged": 0, "gone+a+1": 0}
    assert (tmp_path / "ana+a+1" / "a.ipynb").stat().st_uid == 4002


# Beyond one machine.

CLOUD = Path(place.__file__).parents[2] / "hub" / "cloud"


def test_a_class_keeps_its_numbers_when_the_roster_changes(tmp_path):
    made = cloud.write(roster(tmp_path, "id,name\n1,Ana\n2,Bo\n"), tmp_path / "class")
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in made)
    cloud.write(roster(tmp_path, "id,name\n3,Cy\n2,Bo L.\n"), tmp_path / "class")
    values = json.loads((tmp_path / "class" / "class.json").read_text(encoding="utf-8"))
    assert values["custom"]["class"] == {"s2": 20002, "s3": 20003, "teacher": 20000}
    assert values["hub"]["config"]["Authenticator"]["allowed_users"] == ["s2", "s3", "teacher"]
    people = exchange.people(tmp_path / "class")
    assert people[20001] == ("seat-20001", Student("1", "Ana"))
    assert people[20002] == ("seat-20002", Student("2", "Bo L."))
    (tmp_path / "class" / "logins.json").write_text("{")
    with pytest.raises(HubError, match="everyone's number changes"):
        cloud.write(roster(tmp_path, "id,name\n1,Ana\n"), tmp_path / "class")


@as_root
def test_collecting_by_number_works_without_accounts(desk, tmp_path):
    cloud.write(roster(tmp_path, "id,name\n1,Ana\n2,Bo\n"), tmp_path / "class")
    put(desk, "seat-20001+a+2026-01-01 10:00:00 UTC+x", {"a.ipynb": NOTEBOOK}, uid=20001)
    put(desk, "seat-20001+a+2999-01-01 10:00:00 UTC+x", {"a.ipynb": b"forged"}, uid=20002)
    found, refused = exchange.arrivals(desk.inbound, "a", exchange.people(tmp_path / "class"), 2**20)
    assert [one.files for one in found] == [{"a.ipynb": NOTEBOOK}]
    assert "it belongs to seat-20002" in refused[0]


def test_the_values_for_the_chart_give_each_pod_its_number():
    values = yaml.safe_load((CLOUD / "values.yaml").read_text(encoding="utf-8"))
    given_ = {"custom.class": {"ana": 20001, "teacher": 20000}, "custom.teacher": "teacher"}
    config = Config()
    for code in values["hub"]["extraConfig"].values():
        exec(code, {"c": config, "get_config": lambda name, default=None: given_.get(name, default)})
    spawner = SimpleNamespace(user=SimpleNamespace(name="ana"), environment={})
    assert config.KubeSpawner.uid(spawner) == config.KubeSpawner.gid(spawner) == 20001
    config.KubeSpawner.pre_spawn_hook(spawner)
    assert spawner.environment == {"JUPYTER_CONFIG_PATH": "/srv/hub/settings/student"}
    first = SimpleNamespace(name=values["singleuser"]["initContainers"][0]["name"], command=[])
    pod = SimpleNamespace(spec=SimpleNamespace(init_containers=[first]))
    asyncio.run(config.KubeSpawner.modify_pod_hook(spawner, pod))
    assert first.command[-1].startswith("chown 20001:20001 /srv/student")
    (role,) = config.JupyterHub.load_roles
    assert role["users"] == ["teacher"]
    assert not any(scope.startswith(("admin:", "access:")) for scope in role["scopes"])
    spawner.user.name = "stranger"
    with pytest.raises(KeyError):
        config.KubeSpawner.uid(spawner)


def test_the_exchange_has_the_same_rights_on_a_cluster():
    claim, job = yaml.safe_load_all((CLOUD / "exchange.yaml").read_text(encoding="utf-8"))
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    said = job["spec"]["template"]["spec"]["containers"][0]["command"][-1]
    for name, mode in commands._EXCHANGE_RIGHTS.items():
        assert f"chmod {mode:o}" in said, name
    assert f"chown -R {cloud.TEACHERS_NUMBER}" in said
