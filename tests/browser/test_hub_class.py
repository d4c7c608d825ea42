"""A whole class on a hub that one command opened: its lessons, its walls, and what goes wrong."""

import concurrent.futures
import csv
import json
import os
import pwd
import re
import signal
import stat
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from sinosoviet.assignments import release
from sinosoviet.assignments.course import Course
from tests.browser import steps
from tests.hub_class import needs_hub, school
from tests.hub_client import Client

pytestmark = [pytest.mark.browser, needs_hub]
PAGE = "notebooks/04-escalation-polemics.ipynb"
EXPLORED = "05-escalation-brink"
ASSIGNMENT = "claim-audit"
COPY = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"


@pytest.fixture(scope="module")
def hub():
    with school() as opened:
        yield opened


@pytest.fixture(scope="module")
def ana(hub):
    return hub.client("Ana Ruiz")


@pytest.fixture(scope="module")
def bo(hub):
    return hub.client("Bo Li")


@pytest.fixture(scope="module")
def teacher(hub):
    return hub.client("Teacher")


def account(hub, name):
    """How to start a program as a student, outside any server."""
    entry = pwd.getpwnam(hub.login(name))
    ids = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return ids | {"cwd": "/", "env": {"HOME": entry.pw_dir}}


def as_student(hub, name, code):
    """Run Python as a student; returns (exit code, what it printed)."""
    done = subprocess.run(
        [hub.folder("python", "bin", "python"), "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        **account(hub, name),
    )
    return done.returncode, done.stdout + done.stderr


def answer(client, words):
    """Write an answer into the student's copy of the assignment."""
    notebook = client.page(COPY)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "markdown":
            cell["source"] = cell["source"].split("\n")[0] + f"\n\n{words}"
    client.save(COPY, notebook)


def until(true, otherwise, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.3)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_one_command_opens_the_hub_and_says_where(hub):
    assert f"open at {hub.address}" in hub.said
    assert str(hub.folder("state", "passwords.csv")) in hub.said
    assert "answer keys" in hub.said
    assert mode(hub.clone) & 0o077 == 0
    names = ("Ana Ruiz", "Bo Li", "李明", "Root Smith", "Teacher")
    assert set(hub.passwords()) == {hub.login(name) for name in names}
    assert hub.login("Root Smith") != "root"


def test_rights_of_the_folders(hub):
    assert mode(hub.folder("state")) == 0o700
    for path in hub.folder("state").iterdir():
        assert mode(path) & 0o077 == 0 or path.name in ("hub.pid", "lock", "proxy.pid"), path
    homes = list(hub.folder("homes").iterdir())
    assert len(homes) == 5
    for home in homes:
        assert mode(home) == 0o700
        assert home.owner() == home.name


def test_a_lesson_in_the_browser(hub, browser, teacher):
    login = hub.login("Ana Ruiz")
    with steps.tab(browser) as page:
        page.goto(hub.address)
        page.get_by_label("Username:").fill(login)
        page.get_by_label("Password:").fill("wrong-password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Invalid username or password")).to_be_visible()
        page.get_by_label("Username:").fill(login)
        page.get_by_label("Password:").fill(hub.passwords()[login])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(rf"/user/{login}/lab"), timeout=120_000)
        page.goto(f"{hub.address}/user/{login}/lab/workspaces/test/tree/{PAGE}")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(
            timeout=60_000
        )
        steps.menu(page, "Edit", "Clear Outputs of All Cells")
        steps.menu(page, "Run", "Run All Cells")
        page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')]"
            ".every((prompt) => /\\d/.test(prompt.textContent))",
            timeout=120_000,
        )
        steps.keep_picture(page, "hub-page-04")
        move_an_explorer(page, f"{hub.address}/user/{login}")
        fetch_and_submit(page)
        steps.keep_picture(page, "hub-assignments")
        assert page.outside == []
    assert hand_ins(hub) == 1
    with steps.tab(browser) as page:
        collect_in_formgrader(hub, page)
        assert page.outside == []
    assert hub.folder("homes", hub.login("Teacher"), "class", "collected", ASSIGNMENT, "ana").is_dir()


def move_an_explorer(page, address):
    # The copy is signed, so its explorers answer before anything is run.
    explorer = next(shown for shown in steps.shown(EXPLORED) if shown.is_explorer)
    page.goto(f"{address}/lab/workspaces/other/tree/notebooks/{EXPLORED}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    output = page.locator(".jp-CodeCell").nth(explorer.position).locator(".jp-OutputArea")
    output.scroll_into_view_if_needed()
    hand = steps.Hand(output, explorer.states, explorer.label)
    before = hand.picture.get_attribute("alt")
    other = next(choice for choice in hand.choices if explorer.states[choice] != before)
    if hand.list.count():
        hand.list.select_option(other)
    else:
        hand.buttons.filter(has_text=other).first.click()
    expect(hand.picture).not_to_have_attribute("alt", before)


def fetch_and_submit(page):
    steps.menu(page, "Nbgrader", "Assignment List")
    row = page.locator("#fetched_assignments_list, #released_assignments_list").locator(
        ".list_item", has_text=ASSIGNMENT
    )
    row.get_by_role("button", name="Fetch").first.click()
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").first.click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(ASSIGNMENT)


def collect_in_formgrader(hub, page):
    login = hub.login("Teacher")
    page.goto(f"{hub.address}/hub/login?next=/user/{login}/formgrader")
    page.get_by_label("Username:").fill(login)
    page.get_by_label("Password:").fill(hub.passwords()[login])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector(f"tr:has-text('{ASSIGNMENT}')", timeout=120_000)
    steps.keep_picture(page, "hub-formgrader")
    page.locator(f"tr:has-text('{ASSIGNMENT}') .collect a").click()
    expect(page.locator(".modal:visible")).to_contain_text("Collected: Ana Ruiz", timeout=60_000)


def hand_ins(hub, login="", assignment=ASSIGNMENT):
    inbound = hub.folder("exchange", "sinosoviet", "inbound")
    return sum(
        1 for path in inbound.iterdir() if path.name.startswith(f"{login}") and assignment in path.name
    )


def test_what_a_student_sees_is_the_own_copy(hub, ana):
    names = [one["name"] for one in ana.api("/api/contents/notebooks")["content"]]
    assert "04-escalation-polemics.ipynb" in names
    with ana.kernel(PAGE) as kernel:
        text, error = kernel.run("import sinosoviet; print(sinosoviet.__file__)")
    assert error is None
    assert text.startswith(str(hub.folder("course")))


def test_a_restart_in_the_middle_loses_nothing(hub, ana, teacher):
    answer(ana, "The claim rests on two witnesses.") if COPY.split("/")[0] in folders(ana) else fetch(ana)
    answer(ana, "The claim rests on two witnesses.")
    with ana.kernel(PAGE) as kernel:
        assert kernel.run("kept = 41; open('my-work.txt', 'w').write('mine')")[1] is None
        before = hand_ins(hub, ana.login)
        assert ana.exchange("submit", ASSIGNMENT)["success"]
        servers = sorted(process.pid for process in processes(ana.login))
        done = hub.make(DO="restart")
        assert done.returncode == 0, done.stderr
        assert sorted(process.pid for process in processes(ana.login)) == servers
    with ana.kernel(PAGE) as kernel:
        assert kernel.run("print(kept + 1, open('my-work.txt').read())") == ("42 mine\n", None)
    assert hand_ins(hub, ana.login) == before + 1
    assert "two witnesses" in json.dumps(ana.page(COPY))
    with teacher.kernel("marking.ipynb") as kernel:
        said, error = kernel.run(f"from sinosoviet.hub import desk; desk.mark({ASSIGNMENT!r})")
    assert error is None, said
    assert "Ana Ruiz: needs the teacher (Answer" in said
    assert "Bo Li: missing" in said
    assert "not on the roster" not in said


def test_what_is_marked_comes_back_to_its_student_alone(hub, ana, bo, teacher):
    sheet = hub.folder("homes", teacher.login, "class", "marks", ASSIGNMENT, "marking-sheet.csv")
    lines = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, lines[0])
        table.writeheader()
        table.writerows(line | {"points": "1"} for line in lines)
    with teacher.kernel("marking.ipynb") as kernel:
        said, error = kernel.run(f"from sinosoviet.hub import desk; desk.give_back({ASSIGNMENT!r})")
    assert error is None, said
    assert "1 students can fetch their page now: Ana Ruiz." in said
    ana.exchange("fetch_feedback", ASSIGNMENT)
    pages = list(hub.folder("homes", ana.login, ASSIGNMENT, "feedback").rglob("*.html"))
    assert pages
    assert "Ana Ruiz" in pages[0].read_text(encoding="utf-8")
    given = hub.folder("exchange", "sinosoviet", "feedback")
    assert as_student(hub, "Bo Li", f"import os; os.listdir({str(given)!r})")[0] != 0


def folders(client):
    return [one["name"] for one in client.api("/api/contents/")["content"]]


def fetch(client, assignment=ASSIGNMENT):
    if assignment not in folders(client):
        assert client.exchange("fetch", assignment)["success"]


def processes(login):
    number = pwd.getpwnam(login).pw_uid
    return [
        one for one in psutil.process_iter(["uids"]) if one.info["uids"] and one.info["uids"].real == number
    ]


def test_the_same_command_again_goes_on(hub, ana):
    fetch(ana)
    page = ana.page(PAGE)
    page["cells"][0]["source"] = "My own heading"
    ana.save(PAGE, page)
    old = hub.passwords()
    done = hub.make(ROSTER=str(hub.roster))
    assert done.returncode == 0, done.stderr
    assert "0 of them new" in done.stdout
    assert hub.passwords() == old
    assert ana.page(PAGE)["cells"][0]["source"] == "My own heading"
    # And a fresh copy comes once the own one has another name.
    home = hub.folder("homes", ana.login, "notebooks")
    (home / Path(PAGE).name).rename(home / "mine.ipynb")
    hub_stop_server(ana)
    ana.start()
    assert ana.page(PAGE)["cells"][0]["source"] != "My own heading"
    assert ana.page("notebooks/mine.ipynb")["cells"][0]["source"] == "My own heading"


def hub_stop_server(client):
    assert client.hub(f"/users/{client.login}/server", "DELETE").status_code in (202, 204)
    until(lambda: not processes(client.login), "the server did not stop")


# Walls.

#: Listens for a while to whatever a kernel would tell at these ports.
LISTEN = """
import sys, time, zmq
context = zmq.Context()
ears = [context.socket(zmq.SUB) for _ in sys.argv[1:]]
for ear, port in zip(ears, sys.argv[1:]):
    ear.subscribe(b"")
    ear.connect("tcp://127.0.0.1:" + port)
time.sleep(1)
print("listening", flush=True)
end = time.monotonic() + 4
while time.monotonic() < end:
    for ear in ears:
        if ear.poll(50):
            print(b"".join(ear.recv_multipart()), flush=True)
context.destroy(0)
"""

TOKENS = ("JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "CONFIGPROXY_AUTH_TOKEN")

SECRETS = (
    "passwords.csv",
    "accounts.json",
    "hashes.json",
    "settings.json",
    "jupyterhub.sqlite",
    "roster.csv",
    "cookie_secret",
    "hub.log",
)


def test_a_student_reads_nothing_of_others(hub, bo):
    login = hub.login("Ana Ruiz")
    places = [
        hub.folder("homes", login),
        hub.folder("homes", hub.login("Teacher")),
        hub.folder("state"),
        hub.folder("masters"),
        hub.folder("exchange", "sinosoviet", "inbound"),
        hub.folder("run", login),
        hub.clone,
    ]
    places += [hub.folder("state", name) for name in SECRETS]
    places += [
        hub.folder("homes", hub.login("Teacher"), "class", name) for name in ("gradebook.db", "roster.csv")
    ]
    places += list(hub.folder("exchange", "sinosoviet", "inbound").iterdir())
    code = (
        "import os, sys\n"
        f"for place in {[str(place) for place in places if place.exists()]!r}:\n"
        "    try:\n"
        "        found = os.listdir(place) if os.path.isdir(place) else open(place, 'rb').read()\n"
        "    except PermissionError:\n"
        "        continue\n"
        "    print('READ', place)\n"
    )
    assert len(places) > 15
    assert as_student(hub, "Bo Li", code) == (0, "")
    with bo.kernel(PAGE) as kernel:
        assert kernel.run(code) == ("", None)


def test_no_answer_key_can_be_read(hub, ana):
    course = Course(hub.folder("homes", hub.login("Teacher"), "class"))
    pieces = {text for name in course.names() for _, text in release.key(course, name)}
    # An address or a name of the evidence may stand in a note and in the open alike.
    secrets = {text for text in pieces if len(text) >= 40 and text.count(" ") > 4}
    assert len(secrets) > 100
    listed = hub.folder("keys.json")
    listed.write_text(json.dumps(sorted(secrets)), encoding="utf-8")
    listed.chmod(0o644)
    code = f"""
import json, os
secrets = json.load(open({str(listed)!r}))
for top in ({str(hub.hub)!r}, {str(hub.clone)!r}):
    for parent, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name not in ("python", "proxy")]
        for name in files:
            path = os.path.join(parent, name)
            if path == {str(listed)!r}:
                continue
            try:
                data = open(path, "rb").read().decode("utf-8", "replace")
            except OSError:
                continue
            data += data.replace("\\\\n", "\\n").replace('\\\\"', '"')
            for secret in secrets:
                if secret in data:
                    print(path, secret)
"""
    try:
        assert as_student(hub, "Ana Ruiz", code) == (0, "")
    finally:
        listed.unlink()


def test_a_student_changes_nothing_of_the_course(hub):
    tops = [str(hub.folder(name)) for name in ("course", "python", "settings")]
    code = (
        "import os\n"
        f"for top in {tops!r}:\n"
        "    for parent, _, files in os.walk(top):\n"
        "        for path in (parent, *(os.path.join(parent, name) for name in files)):\n"
        "            if not os.path.islink(path) and os.access(path, os.W_OK): print(path)\n"
    )
    assert as_student(hub, "Bo Li", code) == (0, "")


def test_a_student_reaches_no_admin_page_and_no_other_server(hub, ana, bo):
    assert bo.session.get(f"{hub.address}/hub/admin").status_code == 403
    for path, method in (
        ("/users", "GET"),
        (f"/users/{ana.login}", "GET"),
        (f"/users/{ana.login}/server", "DELETE"),
        (f"/users/{ana.login}/tokens", "POST"),
        ("/users/new", "POST"),
        ("/shutdown", "POST"),
        ("/proxy", "GET"),
        ("/services", "GET"),
        ("/groups", "GET"),
    ):
        assert bo.hub(path, method).status_code in (403, 404), path
    assert bo.session.get(f"{hub.address}/user/{ana.login}/api/contents/").status_code in (403, 404)
    assert bo.session.get(f"{hub.address}/user/{ana.login}/lab").status_code in (403, 404)
    assert bo.raw("/formgrader").status_code == 404
    assert bo.raw("/api/terminals", "POST").status_code == 404


def test_the_teacher_sees_who_is_there_but_not_their_pages(hub, ana, teacher):
    assert teacher.session.get(f"{hub.address}/hub/admin").status_code == 200
    assert ana.login in [user["name"] for user in teacher.hub("/users").json()]
    assert teacher.session.get(f"{hub.address}/user/{ana.login}/api/contents/").status_code in (403, 404)
    assert teacher.hub("/users/new", "POST").status_code == 403


def test_kernels_listen_to_nobody_else(hub, ana):
    with ana.kernel(PAGE) as kernel:
        assert kernel.run("1")[1] is None
        connections = [one for process in processes(ana.login) for one in process.net_connections("tcp")]
        ports = sorted({one.laddr.port for one in connections if one.status == "LISTEN"})
        listener = subprocess.Popen(
            [hub.folder("python", "bin", "python"), "-c", LISTEN, *map(str, ports)],
            stdout=subprocess.PIPE,
            text=True,
            **account(hub, "Bo Li"),
        )
        assert listener.stdout.readline() == "listening\n"
        kernel.run("print('for me alone')")
        assert listener.communicate(timeout=60)[0] == ""


def test_nobody_submits_as_another(hub, ana, bo, teacher):
    for client in (ana, bo):
        fetch(client)
    answer(ana, "Mine, and I am Ana.")
    assert ana.exchange("submit", ASSIGNMENT)["success"]
    answer(bo, "I am not Ana.")
    # In the year 2999, so that it would be the newest.
    with bo.kernel(PAGE) as kernel:
        said, error = kernel.run(forged(hub, ana.login))
    assert error is None, said
    result = teacher.raw(f"/formgrader/api/assignment/{ASSIGNMENT}/collect", "POST").json()
    assert re.search(rf"it says {ana.login}, but it belongs to {bo.login}", result["log"])
    collected = hub.folder("homes", teacher.login, "class", "collected", ASSIGNMENT)
    text = (collected / "ana" / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "I am Ana" in text
    assert "I am not Ana" not in text


def forged(hub, login):
    name = f"{login}+{ASSIGNMENT}+2999-01-01 00:00:00.000000 UTC+abcdefghijkl"
    return f"""
import os, shutil
os.chdir(os.path.expanduser("~"))
place = os.path.join({str(hub.folder("exchange", "sinosoviet", "inbound"))!r}, {name!r})
shutil.copytree({ASSIGNMENT!r}, place)
for name, text in (("timestamp.txt", "2999-01-01 00:00:00.000000 UTC"), ("submission_secret.txt", "x")):
    open(os.path.join(place, name), "w").write(text)
for parent, _, files in os.walk(place):
    for name in files: os.chmod(os.path.join(parent, name), 0o644)
os.chmod(place, 0o755)
"""


def test_no_password_and_no_token_in_logs_and_notebooks(hub, ana):
    secrets = set(hub.passwords().values())
    settings = json.loads(hub.folder("state", "settings.json").read_text())
    secrets.add(settings["token"])
    secrets.add(hub.folder("state", "cookie_secret").read_text().strip())
    for process in psutil.process_iter(["environ", "cmdline"]):
        for name, value in (process.info["environ"] or {}).items():
            if name in ("JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "CONFIGPROXY_AUTH_TOKEN") and str(
                hub.hub
            ) in str(process.info["environ"]):
                secrets.add(value)
    assert len(secrets) >= 9
    texts = [hub.folder("state", "hub.log")]
    texts += hub.folder("homes").rglob("*.ipynb")
    assert len(texts) > 12
    for path in texts:
        data = path.read_text(encoding="utf-8", errors="replace")
        assert [secret for secret in secrets if secret in data] == [], path
    arguments = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    assert [line for line in arguments if any(secret in line for secret in secrets)] == []


def test_people_change_their_password(hub):
    login = hub.login("李明")
    client = hub.client("李明", start=False)
    page = client.session.get(f"{hub.address}/hub/password")
    token = client._xsrf("/hub/")
    assert "Change your password" in page.text

    def change(old, new):
        form = {"old": old, "new": new, "again": new, "_xsrf": token}
        return client.session.post(f"{hub.address}/hub/password", data=form).text

    start = hub.passwords()[login]
    assert "not right" in change("wrong", "a-new-password")
    assert "8 to 256 characters" in change(start, "short")
    assert "is changed" in change(start, "a-new-password")
    assert not knows(hub, login, start)
    assert knows(hub, login, "a-new-password")
    done = hub.make(DO="password", LOGIN=login)
    new = re.search(r"is (\S+)$", done.stdout.strip())[1]
    assert knows(hub, login, new)
    assert hub.passwords()[login] == new


def knows(hub, login, password):
    client = Client(hub.address, login, password)
    client.log_in()
    return client.is_in


# Faults.


def test_the_proxy_comes_back(hub, ana):
    proxy = int(hub.folder("state", "proxy.pid").read_text())
    os.kill(proxy, signal.SIGKILL)

    def is_back():
        try:
            return ana.raw("/api/status").ok
        except OSError:
            return False

    until(is_back, "the proxy did not come back")
    assert int(hub.folder("state", "proxy.pid").read_text()) != proxy


def test_a_kernel_out_of_memory_says_so(hub, ana):
    with ana.kernel(PAGE) as kernel:
        said, error = kernel.run("much = bytearray(3 * 10**9)")
        assert "has used up its memory (1024 MB)" in said
        assert error is None
        assert kernel.run("print('goes on')") == ("goes on\n", None)


def test_a_student_cannot_start_programs_without_end(hub, bo):
    with bo.kernel(PAGE) as kernel:
        said, _ = kernel.run(
            "import subprocess\nmany = []\ntry:\n"
            "    for _ in range(400): many.append(subprocess.Popen(['sleep', '60']))\n"
            "except OSError as error: print(len(many), error.strerror)\n"
            "for one in many: one.kill(); one.wait()\n"
        )
    assert "temporarily unavailable" in said
    assert int(said.split()[0]) < 200


def test_two_submissions_at_once(hub, bo, teacher):
    fetch(bo)
    answer(bo, "Handed in twice.")
    before = hand_ins(hub, bo.login)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: bo.exchange("submit", ASSIGNMENT)["success"], range(2)))
    assert done == [True, True]
    assert hand_ins(hub, bo.login) == before + 2
    result = teacher.raw(f"/formgrader/api/assignment/{ASSIGNMENT}/collect", "POST").json()
    assert "Collected: Bo Li" in result["log"]


def test_a_full_disk_is_told_and_nothing_is_lost(hub, bo, teacher):
    fetch(bo)
    answer(bo, "Written while the disk was full.")
    inbound = hub.folder("exchange", "sinosoviet", "inbound")
    number = pwd.getpwnam(teacher.login)
    options = f"size=16k,mode=3733,uid={number.pw_uid},gid={number.pw_gid}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", inbound], capture_output=True)
    if mounted.returncode:
        pytest.skip("No small disk can be mounted here.")
    try:
        result = bo.exchange("submit", ASSIGNMENT)
        left = list(inbound.iterdir())
    finally:
        subprocess.run(["umount", inbound], check=True)
    assert not result["success"]
    assert result["value"].startswith(
        "Not handed in: the disk of the hub is full.\nYour work is still in your"
    )
    assert left == []
    assert "while the disk was full" in json.dumps(bo.page(COPY))
    assert bo.exchange("submit", ASSIGNMENT)["success"]


def test_a_roster_with_faults_changes_nothing(hub):
    old = hub.passwords()
    bad = hub.roster.with_name("bad.csv")
    bad.write_text(f"id,name\nana,Ana\nana,Bo\n../x,{'x' * 300}\n", encoding="utf-8")
    done = hub.make(ROSTER=str(bad))
    assert done.returncode != 0
    assert "the same id more than once: ana" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert hub.passwords() == old


def test_an_idle_server_is_ended(hub):
    log = hub.folder("state", "hub.log").read_text(encoding="utf-8")
    assert "jupyterhub_idle_culler" in log
    assert "--timeout=3600" in log
