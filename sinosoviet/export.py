"""Pages as HTML from their stored outputs: complete without a kernel, offline and on paper.

An exported folder holds one HTML file for each page and the two scripts that make explorers
answer, in ``js/``. Nothing in it asks for anything outside the folder.
"""

import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from sinosoviet import pages
from sinosoviet.errors import CourseError

_TEMPLATES = Path(__file__).parent / "assets"
_CACHE = Path(__file__).parent.parent / "build" / "npm"
#: Name of each script, the npm package that holds it, its place there, and its SHA-256.
_SCRIPTS = {
    "require.js": (
        "requirejs@2.3.8",
        "package/require.js",
        "c1fc6b1d53af7522f78d664922abb32acac64ed0ecccb8f907f1e6fc7262563a",
    ),
    "embed-amd.js": (
        "@jupyter-widgets/html-manager@1.0.15",
        "package/dist/embed-amd.js",
        "ca87dff57c70ffb2658794fde0eab0e27e5f5472a1f5df7ab2b08e1039fc4b72",
    ),
}
# nbconvert makes every cell a stop for the Tab key; links, controls and wide tables are enough.
_TAB_STOP = re.compile(r'(<div class="(?:jp|jupyter)-[^>]*?) tabindex="0"')
_LINK_TO_PAGE = re.compile(r"\]\((\d\d-[\w-]+)\.ipynb(?=[)# ])")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


class ExportError(CourseError):
    """A page that could not be exported; the message says what is missing."""


def page(name, to):
    """Write one page as HTML into the folder ``to``, with the scripts it needs in ``to/js``.

    The stored outputs are shown as they are; nothing is run. Returns the path of the HTML file.
    """
    from nbconvert import HTMLExporter

    to = Path(to)
    notebook = pages.load(name)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK_TO_PAGE.sub(r"](\1.html", cell.source)
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                output.data["text/markdown"] = _LINK_TO_PAGE.sub(r"](\1.html", output.data["text/markdown"])
    exporter = HTMLExporter(
        template_name="export",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    text, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": _title(notebook, name)}})
    text = _TAB_STOP.sub(r"\1", text)
    scripts(to / "js")
    path = to / f"{name}.html"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _title(notebook, name):
    for cell in notebook.cells:
        found = _TITLE.search(cell.source)
        if cell.cell_type == "markdown" and found:
            return found.group(1).strip()
    return name


def scripts(folder):
    """Put the two scripts that explorers need into ``folder``, from the cache or else from npm.

    This is the one part of the package that may ask the network, when a site is built.
    Raises :class:`ExportError` when npm is missing or sends anything but the known files.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, place, digest) in _SCRIPTS.items():
        cached = _CACHE / name
        if not cached.is_file() or _digest(cached) != digest:
            _fetch(package, place, cached)
        if _digest(cached) != digest:
            cached.unlink()
            raise ExportError(f"The file {name} of the npm package {package} is not the known one.")
        shutil.copyfile(cached, folder / name)


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fetch(package, place, to):
    npm = shutil.which("npm")
    if npm is None:
        raise ExportError(f"Exporting needs npm, for {package}; install Node.js, then try again.")
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run([npm, "pack", "--silent", package], cwd=scratch, capture_output=True, text=True)
        archives = list(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
            raise ExportError(f"npm could not fetch {package}: {reason}.")
        with tarfile.open(archives[0]) as archive:
            content = archive.extractfile(place).read()
    to.parent.mkdir(parents=True, exist_ok=True)
    # Two test workers may fetch at once: a file appears whole or not at all.
    part = to.with_name(f"{to.name}.{Path(scratch).name}")
    part.write_bytes(content)
    part.replace(to)
