"""How a hub bears a class: ``sudo python -m tests.bench.hub_load 25``. A command, not a test.

So many students log in at once, open page 04, run all of it, move an explorer and hand in an assignment,
with a restart of the hub in the middle. It opens a hub of its own and removes it again.
"""

import argparse
import os
import pwd
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import psutil

from sinosoviet import pages
from tests.hub_class import school, why_not
from tests.hub_client import Client

PAGE = "notebooks/04-escalation-polemics.ipynb"
#: Page 04 has activities; the explorer is that of the page after it, in the same kernel.
EXPLORED = "05-escalation-brink"
ASSIGNMENT = "claim-audit"


def explorer_code():
    """The code that draws the first explorer of a page, with what stands before it."""
    cells = [cell.source for cell in pages.load(EXPLORED).cells if cell.cell_type == "code"]
    return cells[0], next(source for source in cells if "explorers." in source)


def seconds(function, *arguments):
    """How long a call takes, and what it returns."""
    begun = time.monotonic()
    result = function(*arguments)
    return time.monotonic() - begun, result


def memory_mb(login):
    """What a student's programs use: their own, and their share of what is used together."""
    number = pwd.getpwnam(login).pw_uid
    total = 0
    for process in psutil.process_iter(["uids"]):
        if process.info["uids"] and process.info["uids"].real == number:
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
    return total / 2**20


def told(what, values, unit="s"):
    """One line of the result."""
    values = sorted(values)
    print(
        f"{what:<46} median {statistics.median(values):7.1f} {unit}, slowest {values[-1]:7.1f} {unit} "
        f"(load average {os.getloadavg()[0]:.1f})",
        flush=True,
    )


class Pupil:
    """One of many students at once."""

    def __init__(self, place, login, password):
        self.client = Client(place.address, login, password)

    def enter(self):
        """Log in, and wait for the server."""
        assert self.client.log_in().ok
        self.client.start(seconds=900)

    def read(self):
        """Open the page and run all of it; keep the kernel. Returns errors."""
        notebook = self.client.page(PAGE)
        self.kernel = self.client.kernel(PAGE).__enter__()
        return self.kernel.run_all(notebook)

    def explore(self, codes):
        """Draw an explorer and move it; returns the seconds of the move alone."""
        self.kernel.models.clear()
        for code in codes:
            _, error = self.kernel.run(code)
            assert error is None, error
        took, moved = seconds(self.kernel.move)
        assert moved, "there was no explorer to move"
        return took

    def hand_in(self):
        """Fetch an assignment, write into it, hand it in."""
        assert self.client.exchange("fetch", ASSIGNMENT)["success"]
        path = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
        notebook = self.client.page(path)
        notebook["cells"][-1]["source"] += "\n# mine"
        self.client.save(path, notebook)
        assert self.client.exchange("submit", ASSIGNMENT)["success"]

    def still_there(self):
        """Whether saved work and what was handed in are there."""
        page = self.client.page(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        return (
            page["cells"][-1]["source"].endswith("# mine") and len(self.client.submissions(ASSIGNMENT)) == 1
        )


def measure(number):
    """Open a hub for so many students and print what it took."""
    names = [f"Student {place:03}" for place in range(number)]
    text = "id,name\n" + "".join(f"load{place:03},{name}\n" for place, name in enumerate(names))
    print(f"{number} students on {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB")
    with school(text) as place, ThreadPoolExecutor(number) as pool:
        free = psutil.virtual_memory().available
        logins = {login: word for login, word in place.passwords().items() if login.startswith("load")}
        pupils = [Pupil(place, login, word) for login, word in logins.items()]

        def all_at_once(function, *arguments):
            return list(pool.map(lambda pupil: seconds(function, pupil, *arguments), pupils))

        told("log in and start the server, all at once", [took for took, _ in all_at_once(Pupil.enter)])
        told("memory of a student, server alone", map(memory_mb, logins), "MB")
        read = all_at_once(Pupil.read)
        told("open page 04 and run all", [took for took, _ in read])
        print(f"errors: {sum(len(errors) for _, errors in read)}")
        moved = all_at_once(Pupil.explore, explorer_code())
        told("draw an explorer", [took for took, _ in moved])
        told("move it", [took for _, took in moved])
        told("memory of a student, with the page run", map(memory_mb, logins), "MB")
        print(f"memory of the whole hub: {(free - psutil.virtual_memory().available) / 2**30:.1f} GiB")
        told("fetch, save and hand in", [took for took, _ in all_at_once(Pupil.hand_in)])
        took, done = seconds(lambda: place.make(DO="restart"))
        assert done.returncode == 0, done.stderr
        print(f"restart of the hub in the middle: {took:.0f} s")
        lost = [there for _, there in all_at_once(Pupil.still_there) if not there]
        print(f"students who lost saved work or a submission: {len(lost)}")


def main():
    """Read the number of students and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("students", type=int, nargs="?", default=25)
    if why_not():
        parser.error(why_not())
    measure(parser.parse_args().students)


if __name__ == "__main__":
    main()
