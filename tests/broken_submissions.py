"""What can go wrong with a submission: one case each, as real bytes in a real zip."""

import io
import json
import zipfile
from dataclasses import dataclass

import nbformat

from tests.assignment_course import ESSAY, NAME, answered, cell_of

FILE = f"{NAME}.ipynb"
HAND, ANSWERED = "to be marked by hand", "The Chinese statistical bureau counted."
GOOD = {"check-tonnes": 2, "check-year": 3, "grain-why": HAND}


@dataclass
class Case:
    """``outcome`` gives for each question its points, or a piece of the reason why a teacher must look.

    Where computers differ, it gives several of them.

    What ``harms`` must meet walls: where there are none, it is not let loose on the computer of the tests.
    """

    name: str
    files: dict
    outcome: dict
    note: str = ""
    links: tuple = ()
    locked: bool = False
    harms: bool = False


def text(notebook, **changes):
    """A notebook's bytes, also of one that nbformat would not write."""
    whole = json.loads(nbformat.writes(notebook))
    whole.update(changes)
    return json.dumps(whole, ensure_ascii=False).encode()


def zipped(files):
    """A zip as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def all_need(reason):
    """The teacher is needed for every question, for one reason."""
    return dict.fromkeys(GOOD, reason)


def cases(copy, course, other):
    """All cases; ``copy`` is the student copy, ``other`` the copy of another assignment."""
    found = []

    def add(name, data, outcome=None, **more):
        files = data if isinstance(data, dict) else {FILE: data}
        found.append(Case(name, files, GOOD | outcome if outcome else GOOD, **more))

    def run(name, line, outcome=None, **more):
        add(name, text(answered(copy, tonnes=line)), outcome, **more)

    def changed(name, change, outcome=None, **more):
        notebook = answered(copy)
        change(notebook)
        add(name, text(notebook), outcome, **more)

    _code(run, add, copy, course)
    _files(add, copy, other)
    _cells(changed, add, copy)
    return found


def _code(run, add, copy, course):
    stopped = {"check-tonnes": "the answer's code stopped"}
    run("good", "tonnes = 42")
    run("wrong", "tonnes = 7", {"check-tonnes": 0})
    run("syntax-error", "tonnes = (", {"check-tonnes": "SyntaxError"})
    run("indentation", "  tonnes = 42\n tonnes", {"check-tonnes": "IndentationError"})
    run("not-a-number", "tonnes = 'forty-two'", {"check-tonnes": 0})
    run("other-name", "tons = 42", {"check-tonnes": "could not read the answer"})
    run("endless-loop", "while True: pass", {"check-tonnes": "ran longer"})
    run("long-sleep", "import time; time.sleep(600)", {"check-tonnes": "ran longer"})
    run(
        "ignores-interrupts",
        "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\nwhile True: pass",
        {"check-tonnes": "ran longer"},
    )
    run("os-exit", "import os; os._exit(0)", {"check-tonnes": "ended Python"})
    run(
        "kills-itself",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\ntonnes = 1",
        {"check-tonnes": (0, "ended Python")},  # the first process behind walls cannot be killed
    )
    run("crash", "import ctypes; ctypes.string_at(0)", {"check-tonnes": "ended Python"})
    run("sys-exit", "import sys; sys.exit()", stopped)
    run("quits", "tonnes = 42\nquit()")
    run("keyboard-interrupt", "raise KeyboardInterrupt", stopped)
    run("asks", "tonnes = int(input('How many? '))", stopped)
    run("recursion", "def f(): return f()\ntonnes = f()", stopped)
    run("gigabytes-of-output", "for _ in range(3000): print('x' * 1_000_000)\ntonnes = 42")
    run("endless-output", "while True: print('x' * 1000)", {"check-tonnes": "ran longer"})
    run(
        "gigabytes-past-python", "import os\nfor _ in range(2000): os.write(1, b'x' * 1_000_000)\ntonnes = 42"
    )
    run("large-value", "tonnes = 42\n'x' * 50_000_000")
    run(
        "memory",
        "hoard = []\nwhile True: hoard.append(bytearray(50_000_000))",
        {"check-tonnes": ("used more than", "MemoryError", "ran longer")},
    )
    run("fork-bomb", "import os\nwhile True: os.fork()", stopped, harms=True)
    run(
        "many-threads",
        "import threading, time\nfor _ in range(10_000):\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()",
        stopped,
        harms=True,
    )
    run(
        "fills-the-disk",
        "with open('big', 'wb') as f:\n    for _ in range(1000): f.write(b'x' * 1_000_000)",
        stopped,
        harms=True,
    )
    run("left-running", "import subprocess\nsubprocess.Popen(['sleep', '600'])\ntonnes = 42")
    run("no-output-left", "import sys; sys.stdout = sys.stderr = None; tonnes = 42")
    run(
        "forgets-all",
        "tonnes = 42\nget_ipython().run_line_magic('reset', '-f')",
        {"check-tonnes": "could not read"},
    )
    run(
        "breaks-ipython",
        "get_ipython().run_cell = None; tonnes = 42",
        {"check-tonnes": "the check ended Python", "check-year": "its cell ended Python"},
    )
    run(
        "lies-to-the-marker",
        "import os\nfor n in range(3, 64):\n    try: os.write(n, b'\\0\\0\\0\\x02{}')\n"
        "    except OSError: pass\ntonnes = 42",
        {"check-tonnes": "interfered"},
    )
    run(
        "floods-the-marker",
        "import os\nfor n in range(3, 64):\n    try: os.write(n, b'\\xff' * 100_000)\n"
        "    except OSError: pass\ntonnes = 42",
        {"check-tonnes": "interfered"},
    )
    run(
        "html-output",
        "from IPython.display import HTML, Javascript, display\n"
        "display(HTML('<script>document.title=\"owned\"</script>'))\n"
        "display(Javascript('document.title=\"owned\"'))\ntonnes = 42",
    )
    secret = course.folder("source", NAME, FILE)
    run("reads-the-key", f"print(open({str(secret)!r}).read())", stopped, harms=True)
    run(
        "looks-for-the-key",
        "import os\nfor top in set(os.listdir('/')) - {'usr', 'lib', 'lib64', 'proc', 'dev'}:\n"
        "    for folder, _, names in os.walk('/' + top):\n        for name in names:\n"
        f"            if name == {FILE!r}: print(open(os.path.join(folder, name)).read())\ntonnes = 42",
        harms=True,
    )
    run(
        "looks-in-memory",
        "import gc\nprint([o for o in gc.get_objects() if isinstance(o, str) and 'Look again' in o])\n"
        "tonnes = 42",
    )
    catch = "tonnes = 42\nseen = []\nshell = get_ipython()\n"
    catch += "shell.events.register('pre_run_cell', lambda info: {})"
    keeps = "seen.append(info.raw_cell)"
    for name, act, year in (
        ("keeps-the-checks", keeps, "print(seen)"),
        ("quotes-the-checks", "seen.append(repr(info.raw_cell))", "import pprint; pprint.pp(seen)"),
        ("shows-the-checks", keeps, "seen"),
        ("displays-the-checks", keeps, "display('x'.join(seen))"),
    ):
        data = text(answered(copy, tonnes=catch.format(act), year=f"year = 1959\n{year}"))
        add(name, data, note="an output that showed a part of the checks was left out")
    add(
        "fails-with-the-checks",
        text(answered(copy, tonnes=catch.format(keeps), year="raise ValueError(seen)")),
        {"check-year": "the answer's code stopped with Error: (left out"},
        note="was left out",
    )
    run(
        "makes-a-check-fail-with-itself",
        "def fail(info):\n    if 'Look again' in info.raw_cell: raise AssertionError(info.raw_cell)\n"
        "get_ipython().events.register('pre_run_cell', fail)\ntonnes = 7",
        {"check-tonnes": "the check could not read the answer (Error: (left out"},
        note="was left out",
    )
    run(
        "reads-the-neighbors",
        f"import os; print(os.listdir({str(course.folder('submitted'))!r}))",
        stopped,
        harms=True,
    )
    run(
        "changes-the-gradebook",
        f"import sqlite3\nbook = sqlite3.connect({str(course.folder('gradebook.db'))!r})\n"
        "book.execute('update grade set auto_score = 99'); book.commit()",
        stopped,
        harms=True,
    )
    run(
        "removes-everything",
        f"import shutil\nfor place in ('/home', '/etc', '/tmp', {str(course.root)!r}):\n"
        "    shutil.rmtree(place, ignore_errors=True)\ntonnes = 42",
        harms=True,
    )
    run(
        "changes-the-course",
        "import sinosoviet\nopen(sinosoviet.__file__, 'a').write('# hacked')",
        stopped,
        harms=True,
    )
    run(
        "network",
        "import socket\nsocket.create_connection(('127.0.0.1', 80), timeout=1)",
        stopped,
        harms=True,
    )
    run("names-on-the-network", "import socket\nsocket.gethostbyname('example.org')", stopped, harms=True)
    run(
        "sees-programs",
        "import os\nprint(sorted(int(n) for n in os.listdir('/proc') if n.isdigit()))\n"
        "os.kill(1, 0)\ntonnes = 42",
        harms=True,
    )
    run("becomes-root", "import os\nos.setuid(0)", stopped)
    run(
        "builds-own-walls",
        "import ctypes\nctypes.CDLL(None).unshare(0x10000000)\n"
        "assert ctypes.CDLL(None).mount(b'none', b'/', None, 0, None) != 0\ntonnes = 42",
        harms=True,
    )


def _files(add, copy, other):
    good = nbformat.writes(answered(copy))
    whole = json.loads(good)
    damaged = all_need("damaged")
    add("empty-file", b"", all_need("the file is empty"))
    add("blank-file", b"  \n", all_need("the file is empty"))
    add("not-json", b"My answer is 42.", damaged)
    add("cut-off", good.encode()[: len(good) // 2], damaged)
    add("random-bytes", bytes(range(256)) * 40, damaged)
    add("nulls", b"\0" * 5000, damaged)
    add("a-list", b"[1, 2]", all_need("not a notebook"))
    add("other-json", b'{"type": "FeatureCollection"}', all_need("not a notebook"))
    add(
        "cells-are-text",
        b'{"cells": "none", "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        all_need("it is another notebook"),
    )
    add("deep-json", b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", damaged)
    add(
        "sources-are-numbers",
        json.dumps(whole | {"cells": [{"cell_type": "code", "source": 7, "metadata": []}, 3, None]}).encode(),
        all_need("another notebook"),
    )
    add("utf-16", good.encode("utf-16"))
    add("utf-8-with-mark", good.encode("utf-8-sig"))
    add("windows-1252", text(answered(copy, why="Lüthi’s naïve café.")).decode().encode("cp1252"))
    add("old-format-3", _format_3(answered(copy)))
    add("new-format-9", json.dumps(whole | {"nbformat": 9}).encode())
    add("no-format", json.dumps({"cells": whole["cells"]}).encode())
    add("renamed", {"Final FINAL (2).ipynb": good}, note="the file was called")
    add("renamed-txt", {f"{FILE}.txt": good}, note="it is a notebook all the same")
    add("renamed-json", {"answers.json": good}, note="it is a notebook all the same")
    add("word-file", {"essay.docx": b"PK\3\4 nothing"}, all_need("essay.docx is not a notebook"))
    add("pdf-beside", {FILE: good, "essay.pdf": b"%PDF-1.4"})
    add("same-file-twice", {FILE: good, f"copy/{FILE}": good})
    add(
        "two-files",
        {FILE: good, "second.ipynb": nbformat.writes(answered(copy, tonnes="tonnes = 7"))},
        all_need("2 different notebooks"),
    )
    add(
        "one-of-two",
        {FILE: good, "notes.ipynb": nbformat.writes(nbformat.v4.new_notebook())},
        note="was marked",
    )
    add(
        "second-try",
        {FILE: nbformat.writes(answered(copy, tonnes="tonnes = 7")), f"{NAME}-1.ipynb": good},
        note="was marked",
    )
    add(
        "whole-other-notebook",
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# My cats")])),
        all_need("My cats"),
    )
    add("other-assignment", nbformat.writes(other), all_need("another assignment"))
    add("as-given-out", nbformat.writes(copy), all_need("nothing in the notebook is answered"))
    add("zip-in-zip", {"work.zip": zipped({FILE: good})})
    add(
        "zip-in-zip-in-zip",
        {"work.zip": zipped({"inner.zip": zipped({FILE: good})})},
        all_need("zip inside a zip"),
    )
    add("broken-inner-zip", {"work.zip": b"PK\3\4 no"}, all_need("called a zip"))
    add("zip-bomb", b"\0" * (50 * 2**20 + 10), all_need("more than 50 MB"))
    for number in range(1, 6):
        up = "../" * number
        add(f"path-upward-{number}", {f"{up}tmp/{FILE}": good}, note="a place outside itself")
    add("path-backslash", {f"..\\..\\{FILE}": good}, note="a place outside itself")
    add("a-link", {FILE: b"/etc/passwd"}, all_need("it is a link"), links=(FILE,))
    add("locked", {FILE: good}, all_need("password"), locked=True)
    add(
        "system-files-beside",
        {
            FILE: good,
            "__MACOSX/._x.ipynb": b"\0",
            ".ipynb_checkpoints/x-checkpoint.ipynb": b"{}",
            ".DS_Store": b"\0",
        },
    )


def _format_3(notebook):
    cells = []
    for cell in notebook.cells:
        old = {"cell_type": cell.cell_type, "metadata": cell.metadata}
        if cell.cell_type == "code":
            old |= {"input": cell.source, "outputs": [], "language": "python", "collapsed": False}
        else:
            old |= {"source": cell.source}
        cells.append(old)
    return json.dumps(
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [{"cells": cells, "metadata": {}}],
        }
    ).encode()


def _cells(changed, add, copy):
    def drop(*names):
        def change(notebook):
            notebook.cells = [
                cell
                for cell in notebook.cells
                if cell.metadata.get("nbgrader", {}).get("grade_id") not in names
            ]

        return change

    def edit(name, source):
        def change(notebook):
            cell_of(notebook, name).source = source

        return change

    def twice(name, **changes):
        def change(notebook):
            cell = nbformat.from_dict(json.loads(json.dumps(cell_of(notebook, name))))
            cell.update(changes)
            notebook.cells.append(cell)

        return change

    def beside(name, cell, empty):
        def change(notebook):
            at = next(
                i
                for i, c in enumerate(notebook.cells)
                if c.metadata.get("nbgrader", {}).get("grade_id") == name
            )
            notebook.cells.insert(at + 1, cell)
            cell_of(notebook, name).source = (
                cell_of(copy, name).source if empty else cell_of(notebook, name).source
            )

        return change

    def swap(notebook):
        one, two = cell_of(notebook, "grain-tonnes"), cell_of(notebook, "grain-year")
        one.source, two.source = two.source, one.source

    def bare(notebook):
        for cell in notebook.cells:
            cell.metadata = nbformat.NotebookNode()

    def greedy(notebook):
        cell_of(notebook, "check-tonnes").metadata.nbgrader.points = 1000
        cell_of(notebook, "grain-why").metadata.nbgrader.grade = False

    def hostile(notebook):
        notebook.metadata["sinosoviet"] = ["<script>"]
        notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "x", "language": "bash"}
        for cell in notebook.cells:
            cell.metadata["<img src=x onerror=alert(1)>"] = "<script>alert(1)</script>"

    def reverse(notebook):
        notebook.cells = notebook.cells[::-1]

    def same_ids(notebook):
        for cell in notebook.cells:
            cell["id"] = "same"

    def to_code(notebook):
        cell = cell_of(notebook, "grain-why")
        cell.cell_type, cell.outputs, cell.execution_count = "code", [], None

    def to_raw(notebook):
        cell_of(notebook, "grain-why").cell_type = "raw"

    def many(notebook):
        notebook.cells += [nbformat.v4.new_markdown_cell("x") for _ in range(1500)]

    def seed(notebook):
        notebook.metadata["sinosoviet"]["variant"] = 9

    make_code, make_text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    put_back = "it was put back"
    changed("test-deleted", drop("check-tonnes"), note="check-tonnes was missing")
    changed("all-tests-deleted", drop("check-tonnes", "check-year"), note=put_back)
    changed("test-edited", edit("check-tonnes", "assert True"), note=put_back)
    changed("test-emptied", edit("check-tonnes", ""), note=put_back)
    changed(
        "test-edited-answer-wrong",
        lambda n: (edit("check-tonnes", "assert True")(n), edit("grain-tonnes", "tonnes = 7")(n)),
        {"check-tonnes": 0},
        note=put_back,
    )
    changed("setup-deleted", drop("setup"), note="setup was missing")
    changed("test-copied", twice("check-tonnes"), note="was there twice")
    changed("answer-copied-same", twice("grain-tonnes"))
    changed(
        "answer-copied-other", twice("grain-tonnes", source="tonnes = 7"), {"check-tonnes": "there 2 times"}
    )
    changed("cell-ids-the-same", same_ids)
    changed("answer-deleted", drop("grain-tonnes"), {"check-tonnes": 0}, note="grain-tonnes was missing")
    changed("essay-deleted", drop("grain-why"), {"grain-why": 0}, note="grain-why was missing")
    changed(
        "answer-under-its-id",
        lambda n: (
            drop("grain-tonnes")(n),
            n.cells.append(make_code("# Answer 1 · `grain-tonnes`\ntonnes = 42")),
        ),
    )
    changed(
        "essay-under-its-id",
        lambda n: (
            drop("grain-why")(n),
            n.cells.insert(0, make_text(f"**Answer 3 · `grain-why`** {ANSWERED}")),
        ),
    )
    changed(
        "answer-beside",
        beside("grain-tonnes", make_code("tonnes = 42"), True),
        {"check-tonnes": "in a cell beside it"},
    )
    changed(
        "essay-beside", beside("grain-why", make_text(ANSWERED), True), {"grain-why": "in a cell beside it"}
    )
    changed("own-cells", beside("grain-tonnes", make_code("tonnes + 0"), False))
    changed("answers-swapped", swap, note="stood in the cell of")
    changed("reordered", reverse)
    changed("metadata-lost", bare, note="was missing")
    changed("more-points-claimed", greedy)
    changed("hostile-metadata", hostile)
    changed("essay-as-code", to_code, note="was not in a markdown cell")
    changed("essay-as-raw", to_raw, note="was not in a markdown cell")
    changed("too-many-cells", many, all_need("1000 cells"))
    changed("variant-not-given", seed, all_need("variant 9"))
    hostile_text = (
        "<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\"> "
        "[link](javascript:document.title='owned') "
        "<iframe srcdoc='<script>top.document.title=1</script>'></iframe> "
        "![pixel](http://127.0.0.1:9/pixel.png) <svg onload=\"document.title='owned'\"></svg> "
        '<a href="jav&#x0A;ascript:alert(1)">x</a> <style>body{background:url(http://127.0.0.1:9/)}</style> '
        "\n\n<details open ontoggle=\"document.title='owned'\">\n\n```html\n<script>alert(1)</script>\n```"
    )
    add("hostile-markdown", text(answered(copy, why=hostile_text)))
    add("formula", text(answered(copy, why='=HYPERLINK("http://127.0.0.1:9")')))
    add("huge-essay", text(answered(copy, why="word " * 60_000)))
    add("right-to-left", text(answered(copy, why="\u202e\u2066 מי ספר? \x1b[31m \u0000")))
    add("model-answer-not-copied", text(answered(copy, why="I do not know " + ESSAY[:5])))
