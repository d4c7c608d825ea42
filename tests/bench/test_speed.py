"""Speed and size as ratios within one run; every number is printed.

Each measurement alternates with the one it is compared to, so that a busy machine
slows both alike.
"""

import json
import statistics
import subprocess
import sys
import time

import nbformat
import pytest

from sinosoviet import pages

pytestmark = pytest.mark.bench
BASE = "import pandas, matplotlib.pyplot, ipywidgets"
COURSE = "from sinosoviet import charts, explorers, quiz, sources, tables"
# Linux hands a parent's peak on to its children in getrusage, but not in /proc.
PEAK = """
import pathlib, sys
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
elif sys.platform == "win32":
    import psutil
    peak = psutil.Process().memory_info().peak_wset
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
"""


def alternate(measures, rounds, choose=statistics.median):
    """Median (or another choice) of each measurement, taken in turn after one warm-up each."""
    for measure in measures.values():
        measure()
    taken = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return {name: choose(values) for name, values in taken.items()}


def import_seconds(line):
    code = f"import time; t = time.perf_counter(); {line}; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_importing_the_course_costs_little_more_than_its_libraries():
    taken = alternate(
        {"libraries": lambda: import_seconds(BASE), "course": lambda: import_seconds(COURSE)},
        rounds=7,
    )
    ratio = taken["course"] / taken["libraries"]
    print(
        f"\nimport: libraries {taken['libraries']:.2f} s, course {taken['course']:.2f} s, ratio {ratio:.2f}"
    )
    assert ratio <= 1.10


def run(cells):
    """Seconds and peak bytes of a notebook with these code cells in a new kernel."""
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in [*cells, PEAK]]
    )
    started = time.perf_counter()
    NotebookClient(notebook, kernel_name="python3", timeout=120, record_timing=False).execute()
    seconds = time.perf_counter() - started
    return seconds, int(notebook.cells[-1].outputs[0]["text"])


@pytest.mark.parametrize("name", pages.names())
def test_a_page_runs_in_at_most_twice_the_time_of_its_imports(name):
    code = [cell.source for cell in pages.load(name).cells if cell.cell_type == "code"]
    peaks = {}

    def measure(kind, cells):
        seconds, peak = run(cells)
        peaks.setdefault(kind, []).append(peak)
        return seconds

    taken = alternate(
        {"empty": lambda: measure("empty", [BASE]), "page": lambda: measure("page", code)},
        rounds=3,
        choose=min,
    )
    ratio = taken["page"] / taken["empty"]
    memory = statistics.median(peaks["page"]) / statistics.median(peaks["empty"])
    print(
        f"\n{name}: imports {taken['empty']:.1f} s, page {taken['page']:.1f} s, ratio {ratio:.2f}; "
        f"peak memory {statistics.median(peaks['empty']) / 1e6:.0f} MB and "
        f"{statistics.median(peaks['page']) / 1e6:.0f} MB, ratio {memory:.2f}"
    )
    assert ratio <= 2
    assert memory <= 1.5


@pytest.mark.parametrize("name", pages.names())
def test_the_weight_of_a_page(name):
    path = pages.folder() / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    widgets = len(json.dumps(notebook["metadata"].get("widgets", {})))
    print(f"\n{name}: {path.stat().st_size / 1000:.0f} kB, of which {widgets / 1000:.0f} kB widget state")
    assert path.stat().st_size < 1_200_000
