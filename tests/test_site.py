"""What the reading site is made of: dark pictures, links, terms, and its own pages."""

import base64
import errno
import html
import io
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sinosoviet import charts, lite, pages, predictions, site, sources, style, tables
from sinosoviet.__main__ import main
from sinosoviet.activities import grid
from sinosoviet.activities.activity import NOTE
from sinosoviet.errors import CourseError, RangeError
from sinosoviet.site import audit, build, links, prose, reference, server
from sinosoviet.site.forms import FORMS
from sinosoviet.site.page import Page
from sinosoviet.site.pictures import Pictures
from sinosoviet.site.twins import TwinError, darkened, darkened_drawing

(LAB,) = (form for form in FORMS if form.folder == "lab")
CHARTS = ["places", "timeline", "warheads", "party-map-1964"]


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


@pytest.mark.parametrize("name", CHARTS)
def test_a_dark_twin_is_what_the_dark_style_draws(name):
    chart = charts.CATALOG[name]()
    twin, drawn = pixels(darkened(chart.png("light"))), pixels(chart.png("dark"))
    assert twin.shape == drawn.shape
    difference = np.abs(twin - drawn).max(axis=2)
    # The edges of letters are rounded to slightly other blends; whole areas and lines are the same.
    assert (difference > 40).mean() < 0.01
    assert (np.abs(pixels(chart.png("light")) - drawn).max(axis=2) > 40).mean() > 0.5


def test_a_twin_keeps_the_paper_dark():
    twin = pixels(darkened(charts.warheads().png("light")))
    paper = style.palette("dark")["paper"]
    assert tuple(twin[0, 0]) == tuple(int(paper[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize("mode", ["RGB", "P"])
def test_a_picture_in_other_colors_has_no_twin(mode):
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "#12ff77").convert(mode).save(buffer, "PNG")
    with pytest.raises(TwinError, match=r"^A picture (is stored as RGB|has the color)"):
        darkened(buffer.getvalue())


def test_every_stored_picture_has_a_twin(tmp_path):
    for name in pages.names():
        Page(name, pages.load(name), Pictures(tmp_path), FORMS).written()
    assert len(list((tmp_path / "pictures").iterdir())) > 150


def test_pictures_become_files_once(tmp_path):
    png = charts.warheads().png("light")
    inline = f'<img alt="a &lt; b" style="x" src="data:image/png;base64,{base64.b64encode(png).decode()}">'
    found = Pictures(tmp_path).extract(f"<p>{inline}{inline}</p>", "../", first=True)
    assert found.count("<img") == 4
    assert found.count('alt="a &lt; b"') == 4
    assert found.count("fetchpriority") == 1
    files = {path.name: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    assert len(files) == 2
    assert png in files.values()
    assert set(re.findall(r'src="\.\./pictures/([^"]+)"', found)) == set(files)


def test_a_page_is_made_the_same_way_every_time(tmp_path):
    name = pages.names()[6]
    first, second = (Page(name, pages.load(name), Pictures(tmp_path)).written() for _ in range(2))
    assert first == second


def test_forms_are_offered_only_when_they_are_there(tmp_path):
    name = pages.names()[1]
    bare = str(Page(name, pages.load(name), Pictures(tmp_path)).written())
    full = str(Page(name, pages.load(name), Pictures(tmp_path), FORMS).written())
    for form in FORMS:
        assert form.words not in bare
        assert form.page.format(name=name) in full


def shown(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.get("data", {}).get("text/html", "") for output in outputs)


@pytest.mark.parametrize("name", pages.names())
def test_activities_link_to_the_lab(name, tmp_path):
    stored = shown(pages.load(name))
    notes = stored.count(NOTE)
    assert notes == stored.count("data-activity=")
    for forms, count in (([LAB], notes), ([], 0)):
        made = Page(name, pages.load(name), Pictures(tmp_path), forms).written()
        assert shown(made).count(f"lab/notebooks/index.html?path=notebooks/{name}.ipynb") == count


BOX = re.compile(
    r'<div [^>]*role="(?:group|region)" aria-label="([^"]{12,})"[^>]*>(<table.*?</table>)</div>', re.DOTALL
)


@pytest.mark.parametrize("name", pages.names("lesson"))
def test_every_table_scrolls_in_one_box_with_a_name_of_its_own(name, tmp_path):
    made = shown(Page(name, pages.load(name), Pictures(tmp_path)).written())
    boxes = BOX.findall(made)
    assert len(boxes) == made.count("<table") == made.count('role="group"') + made.count('role="region"') > 2
    contents = {}
    for label, table in boxes:
        assert contents.setdefault(label, table) == table


def test_links_lead_to_pages_of_the_site():
    text = (
        '[Lüthi 2008, 39](#Sources-and-data "luthi2008, 39") and [Start](00-start-here.ipynb) and '
        "[who](../data/biographies/trade.md) in `data/trade.csv`, [Mao](11-x.ipynb#Mao-Zedong)"
    )
    found = prose.with_links(text)
    assert '<a href="#source-luthi2008" title="' in found
    assert '<a href="00-start-here.html">Start</a>' in found
    assert '<a href="../data/trade.html">who</a>' in found
    assert '<a href="../data/trade.csv" download>data/trade.csv</a>' in found
    assert '<a href="11-x.html#mao-zedong">Mao</a>' in found
    assert "](" not in found


@pytest.mark.parametrize("key", sources.keys())
def test_a_reference_in_a_tooltip_is_plain(key):
    assert not re.search(r"[<>]|\]\(|\\", prose.plain_reference(key))
    assert len(prose.plain_reference(key)) > 15


@pytest.mark.parametrize("name", predictions.names())
def test_the_empty_grid_has_a_dark_twin(name, tmp_path):
    wanted = predictions.load(name)
    made = Pictures(tmp_path).extract(grid.image(wanted), "../")
    files = [tmp_path / place for place in re.findall(r'src="\.\./([^"]+)"', made)]
    light, dark = (path.read_text("utf-8") for path in files)
    assert (light, dark) == tuple(grid.svg(wanted, theme=theme) for theme in ("light", "dark"))
    assert made.count(f'alt="{html.escape(grid.describe(wanted))}"') == 2
    assert "data:image" not in made


def test_a_drawing_in_a_strange_color_has_no_twin():
    with pytest.raises(TwinError, match="#123456"):
        darkened_drawing('<svg fill="#123456"/>')


def rows(*wanted):
    return [row for row in tables.records("terms") if row["id"] in wanted]


def test_the_first_mention_of_a_term_is_linked_once():
    terms = prose.Terms(rows("polemics"))
    assert terms.mark("# Polemics\n\n**Polemics** `polemics`") == "# Polemics\n\n**Polemics** `polemics`"
    marked = terms.mark("## 1. Polemics\n\nThe polemics began. Polemics end.")
    assert re.fullmatch(
        r'## 1\. Polemics\n\nThe <a class="term" href="11-[\w-]+\.html#polemics" title="[^"]{20,}">polemics'
        r"</a> began\. Polemics end\.",
        marked,
    )
    assert terms.mark("polemics") == "polemics"


@pytest.mark.parametrize("name", tables.names())
def test_a_table_has_its_biography_and_its_columns(name):
    text = reference.table(name)
    assert text.startswith("# ")
    for heading in ("## Who counted", "## Columns"):
        assert text.count(f"\n{heading}\n") == 1
    assert re.search(r"^It has [\d,]+ rows", text, re.MULTILINE)
    columns = [field["name"] for field in tables.describe(name)["schema"]["fields"]]
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == columns


def test_home_and_the_teachers_page_name_every_lesson(tmp_path):
    pictures = Pictures(tmp_path)
    home, teachers = reference.home([], pictures), reference.teachers([])
    assert '<figure class="gallery" data-chart="timeline">' in home
    for name in pages.names("lesson"):
        assert f"(course/{name}.ipynb)" in home
        assert f'<a href="teaching/plans/{name}.html">' in teachers
    assert "lab/index" not in home
    assert "lab/index" in reference.home([LAB], pictures)


def test_the_lab_brings_its_links_into_a_site_that_is_there(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(lite, "write", lambda offline: tmp_path)
    monkeypatch.setattr(site, "folder", lambda: tmp_path)
    monkeypatch.setattr(site, "write", lambda **how: asked.append(how) or tmp_path)
    main(["lite", "write"])
    assert asked == []
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    main(["lite", "write"])
    assert asked == [{"alone": True}]


def test_a_readme_without_a_section_is_named(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text("# Course\n\n*Why?*\n", encoding="utf-8")
    monkeypatch.setattr(reference, "_README", readme)
    with pytest.raises(CourseError, match=r"README\.md has no section “Ways to use it”"):
        reference.teachers([])


@pytest.fixture
def quick(monkeypatch):
    """Site building with stand-ins for what takes long; gives the folder names of the forms begun."""
    begun = []

    def reading(work, found, run, progress):
        (work / "html").mkdir()
        (work / "html" / "index.html").write_text("new", encoding="utf-8")
        return audit.Wanted()

    def writer(form):
        def write(to, home):
            begun.append(form)
            to.mkdir()
            (to / "index.html").write_text("new", encoding="utf-8")

        return write

    monkeypatch.setattr(build, "_reading_site", reading)
    monkeypatch.setattr(build, "_WRITERS", {form: writer(form) for form in ("print", "slides", "lessons")})
    monkeypatch.setattr(build, "ProcessPoolExecutor", lambda most, mp_context: ThreadPoolExecutor(1))
    monkeypatch.setattr(audit, "problems", lambda html, wanted: [])
    monkeypatch.setattr(audit, "form_problems", lambda places, wanted: [])
    return begun


@pytest.fixture
def old(tmp_path):
    """A site of before, with a lab."""
    for file in ("index.html", "gone.html", "slides/index.html", "slides/gone.html", "lab/index.html"):
        path = tmp_path / "site" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old", encoding="utf-8")
    return tmp_path / "site"


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in Path(folder).rglob("*.html")}


def test_a_new_site_replaces_the_old_one_but_for_the_lab(quick, old):
    build.write(old)
    new = dict.fromkeys(("index.html", "slides/index.html", "print/index.html", "lessons/index.html"), "new")
    assert files(old) == new | {"lab/index.html": "old"}
    build.write(old, alone=True)
    assert files(old) == new | {"lab/index.html": "old"}


def test_a_build_that_fails_leaves_the_site_as_it_was(quick, old, monkeypatch):
    before = files(old)

    def fails(*_, **__):
        raise CourseError("There is no such program.")

    with monkeypatch.context() as patch:
        patch.setitem(build._WRITERS, "slides", fails)
        with pytest.raises(CourseError, match="no such program"):
            build.write(old)
    with monkeypatch.context() as patch:
        patch.setattr(audit, "form_problems", lambda places, wanted: ["A deck is missing."])
        with pytest.raises(build.SiteError, match=r"^The site is not whole\. A deck is missing\.$"):
            build.write(old)
    with monkeypatch.context() as patch:
        patch.setattr(build.keys, "leaks", lambda folder, secret: [f"{folder.name} leaks."])
        with pytest.raises(build.SiteError, match=r"must not be shown.* html leaks\. forms leaks\.$"):
            build.write(old)
        with pytest.raises(build.SiteError, match=r" html leaks\. forms leaks\. slides leaks\.$"):
            build.write(old, alone=True)
    assert files(old) == before


def test_a_build_that_fails_begins_nothing_more(quick, old, monkeypatch):
    go_on = threading.Event()

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait=True, **how):
            super().shutdown(wait=False, **how)
            go_on.set()
            super().shutdown(wait=wait)

    def slow(to, home):
        quick.append("print")
        go_on.wait(10)

    def fails(*_):
        raise CourseError("Sphinx stops.")

    monkeypatch.setattr(build, "ProcessPoolExecutor", lambda most, mp_context: Pool(1))
    monkeypatch.setitem(build._WRITERS, "print", slow)
    monkeypatch.setattr(build, "_reading_site", fails)
    with pytest.raises(CourseError, match="Sphinx stops"):
        build.write(old)
    assert quick == ["print"]


def test_without_a_site_one_sentence_says_so(tmp_path):
    with pytest.raises(CourseError, match=r"^There is no site yet; run `make site` first\.$"):
        server.make(0, tmp_path)


def test_a_reader_without_what_builds_the_site_can_show_it(tmp_path):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('docutils', 'sphinx', 'myst_nb', 'hatchling')))\n"
        "from sinosoviet.site import links, server\n"
        "server.make(0, sys.argv[1]).server_close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_port_that_is_taken_or_none(tmp_path):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    with server.make(0, tmp_path) as running, pytest.raises(CourseError, match=r"^Port \d+ is taken"):
        server.make(running.server_port, tmp_path)
    with pytest.raises(RangeError, match="65535"):
        server.make(70000, tmp_path)


def test_a_port_that_may_not_be_used_is_not_called_taken(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(server, "ThreadingHTTPServer", refuse)
    with pytest.raises(CourseError, match=r"^Port 80 cannot be used \(Permission denied\); choose another"):
        server.make(80, tmp_path)


@contextmanager
def running(made):
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_the_server_names_the_request_that_failed_and_no_other(tmp_path, capfd):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    with running(server.make(0, tmp_path)) as address:
        assert links.answer(f"{address}/index.html") == "200"
        assert links.answer(f"{address}/nothing.html") == "404"
    assert capfd.readouterr() == ("404: 'GET /nothing.html HTTP/1.1'\n", "")


class Odd(BaseHTTPRequestHandler):
    """Answers well, with an error, or with what is no answer."""

    def do_GET(self):
        if self.path == "/garbage":
            self.wfile.write(b"nothing that a browser knows\r\n")
        else:
            self.send_response(200 if self.path == "/well" else 404)
            self.end_headers()

    def log_message(self, *arguments):
        pass


def test_every_address_outside_is_asked_and_counted(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build, "folder", lambda: tmp_path)
    assert main(["site", "links"]) == 1
    assert capsys.readouterr().err == "There is no site yet; run `make site` first.\n"
    with running(ThreadingHTTPServer(("127.0.0.1", 0), Odd)) as address:
        ways = ["/well", "/gone", "/garbage", "/not an address"]
        listed = "".join(f'<a href="{address}{way}">x</a>' for way in ways)
        (tmp_path / "index.html").write_text(listed, encoding="utf-8")
        assert main(["site", "links"]) == 1
        said = capsys.readouterr().out
        assert f"404: {address}/gone (on index.html)\n" in said
        assert said.endswith("4 addresses outside the site: 1 answered with an error, 2 did not answer.\n")
        (tmp_path / "index.html").write_text(f'<a href="{address}/well">x</a>', encoding="utf-8")
        assert main(["site", "links"]) == 0
