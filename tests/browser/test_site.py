"""The reading site in a real browser: whole, live without a kernel, accessible, and asking nobody."""

import os
import re
import shutil
from itertools import cycle, pairwise

import pytest
from playwright.sync_api import expect

from sinosoviet import pages, site, sources, tables
from sinosoviet.charts import CATALOG
from sinosoviet.site import audit, forms, guide, links
from tests.browser import steps

pytestmark = pytest.mark.browser
COURSE = [f"course/{name}" for name in pages.names()]
AROUND = ["index", "course/index", "teachers", "figures", "sources", "search", "data/index"]
TABLES = [f"data/{name}" for name in tables.names()]
GUIDE = [address for _, addresses in guide.groups() for address in addresses]
FORMS = ["slides/index", "lessons/index", "print/index", "print/sheets/index"]
PLACES = [*COURSE, *AROUND, *GUIDE, *TABLES, *FORMS]
# The arrow keys, not the Tab key, go from one radio button of a group to the next.
CONTROLS = "a[href], button, summary, input:not([type=radio]), input:checked, select, [tabindex='0']"
# Colors and rings that change slowly would be looked at on their way.
STILL = {"reduced_motion": "reduce"}
PHONE = {"width": 360, "height": 740}
ZOOMED = {"width": 640, "height": 450}  # a window of 1280 by 900 at 200 percent


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The whole site, built once, as the one command builds it."""
    return site.write(tmp_path_factory.mktemp("site") / "site", progress=False)


@pytest.fixture(scope="module")
def address(built):
    with steps.served(built) as served:
        yield served


def show(page, address, place):
    page.failures = []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    page.on(
        "console",
        lambda message: page.failures.append(message.text) if message.type == "error" else None,
    )
    page.goto(f"{address}/{place}.html")


@pytest.fixture(params=pages.names(), scope="module")
def lesson(request, address, browser):
    """A page of the course with its explorers alive."""
    with steps.tab(browser, **STILL) as page:
        page.name = request.param
        page.cells = steps.shown(request.param)
        show(page, address, f"course/{request.param}")
        yield page


def outputs(page, cell):
    return page.locator("article div.cell").nth(cell.position)


def said(page):
    """Alternative text of the charts that can be seen, for each code cell; an empty grid is none."""
    charts = "img.picture[src$='.png']:visible"
    return [
        [image.get_attribute("alt") for image in outputs(page, cell).locator(charts).all()]
        for cell in page.cells
    ]


def check_pictures(page):
    steps.check_pictures(page.cells, said(page))


def test_every_picture_says_what_the_notebook_says(lesson):
    check_pictures(lesson)


def hands(page):
    explorers = (cell for cell in page.cells if cell.is_explorer)
    return [steps.RadioHand(outputs(page, cell), cell.states, cell.label) for cell in explorers]


def test_explorers_answer_the_mouse(lesson):
    for hand in hands(lesson):
        for choice in hand.visit():
            hand.click(choice)
        hand.check()


def test_explorers_answer_the_keyboard_and_are_named(lesson):
    across, along = ("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp")
    for hand in hands(lesson):
        for choice, keys in zip(hand.visit(), cycle((across, along))):
            hand.press(choice, keys)
        hand.check()


def test_checks_and_rows_open_by_mouse_and_keyboard(lesson):
    kinds = ("details:not(.hide):has(table)", "details[name]", "details.hide")
    for kind in kinds:
        found = lesson.locator(f"article {kind}").locator("visible=true").all()[:2]
        assert found or pages.kind_of(pages.load(lesson.name)) == "reference", kind
        for disclosure in found:
            steps.open_by_mouse_and_keyboard(lesson, disclosure)


def test_only_a_table_that_is_wider_than_its_box_is_a_stop_of_the_tab_key(lesson):
    lesson.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    for size in (PHONE, ZOOMED, {"width": 1280, "height": 900}):
        lesson.set_viewport_size(size)
        lesson.wait_for_timeout(200)
        boxes = lesson.locator("article .scroll:visible").evaluate_all(
            "all => all.map((box) => [box.scrollWidth > box.clientWidth, box.tabIndex === 0])"
        )
        assert [stop for _, stop in boxes] == [wide for wide, _ in boxes]
        assert boxes or pages.kind_of(pages.load(lesson.name)) == "reference"
    lesson.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = false; })")


# Marks what has the focus, and tells what cannot be seen to have it; the ring of a choice is its label's.
REACH = """() => {
    const now = document.activeElement;
    now.dataset.reached = "yes";
    const shown = now.type === "radio" ? now.labels[0] : now;
    const style = getComputedStyle(shown);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    const ring = outlined || /rgb\\([^)]*\\) 0px 0px 0px [1-9]/.test(style.boxShadow);
    const box = shown.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
    return ring && inside || now === document.body ? "" : now.outerHTML.slice(0, 120);
}"""


def test_what_can_be_opened_is_named_as_it_looks(lesson):
    for summary in lesson.locator("article summary").locator("visible=true").all():
        expect(summary).to_have_accessible_name(re.compile(re.escape(summary.inner_text().strip()[:30])))


def unseen(page):
    """What has the focus and cannot be seen to, a moment after it came."""
    found = page.evaluate(REACH)
    if found:
        page.wait_for_timeout(400)
        found = page.evaluate(REACH)
    return found


def test_every_control_is_reached_with_the_tab_key_and_seen_to_be(lesson):
    lesson.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    lesson.evaluate("getSelection().setPosition(document.body, 0)")
    wanted = lesson.locator(f"article :is({CONTROLS})").locator("visible=true").count()
    for _ in range(wanted + 120):
        lesson.keyboard.press("Tab")
        assert unseen(lesson) == ""
    missed = lesson.locator(f"article :is({CONTROLS}):not([data-reached])").locator("visible=true")
    assert missed.evaluate_all("all => all.map((e) => e.outerHTML.slice(0, 120))") == []


def test_nothing_fails_and_no_request_leaves_the_computer(lesson):
    assert lesson.failures == []
    assert lesson.outside == []


def test_without_scripts_a_page_is_complete(lesson, browser):
    with steps.tab(browser, java_script_enabled=False) as page:
        page.goto(lesson.url)
        page.cells = lesson.cells
        check_pictures(page)
        for hand in hands(page):
            hand.click(hand.choices[-1])
        assert page.outside == []


@pytest.fixture(params=PLACES, scope="module")
def place(request, address, browser):
    """Any page of the site, in light."""
    with steps.tab(browser, color_scheme="light", **STILL) as page:
        page.place = request.param
        show(page, address, request.param)
        yield page


def test_headings_are_in_order(place):
    levels = place.locator("article, body:not(:has(article))").evaluate(
        "(all) => [...all.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((heading) => +heading.tagName[1])"
    )
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("size", [PHONE, ZOOMED], ids=["phone", "zoom"])
def test_nothing_is_cut_off_on_a_phone_or_at_200_percent(place, size):
    place.set_viewport_size(size)
    cut = place.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("main *")]
            .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
            .filter((e) => e === document.documentElement || getComputedStyle(e).overflowX === "hidden")
            .filter((e) => !e.classList.contains("ellipsis"))
            .map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 80)}`)"""
    )
    place.set_viewport_size({"width": 1280, "height": 900})
    assert cut == []


def test_it_is_accessible_in_light_and_dark(place):
    place.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert steps.barriers(place) == []
    place.emulate_media(color_scheme="dark")
    if place.place not in FORMS:
        expect(place.locator("html")).to_have_attribute("data-theme", "dark")
    # Only the colors are others.
    assert steps.barriers(place, only="color-contrast") == []


def test_nothing_fails_and_nobody_else_is_asked(place):
    assert place.failures == place.outside == []


# A drawing has no pixels of its own, so every picture is drawn as large as it is shown.
CORNER = """(image) => {
    const [width, height] = [image.clientWidth, image.clientHeight];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    return [...context.getImageData(1, 1, 1, 1).data];
}"""


@pytest.mark.parametrize(("scheme", "paper"), [("light", [255, 255, 255]), ("dark", [20, 24, 29])])
def test_charts_and_explorers_follow_the_theme(scheme, paper, address, browser):
    name = "06-consequences-triangle"
    with steps.tab(browser, color_scheme=scheme) as page:
        show(page, address, f"course/{name}")
        page.cells = steps.shown(name)
        check_pictures(page)
        for image in page.locator("article img.picture:visible").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate(CORNER) == [*paper, 255]
            expect(image).to_have_css("padding", "0px")


def test_the_reader_can_choose_the_theme(address, browser):
    with steps.tab(browser, color_scheme="light") as page:
        show(page, address, "index")
        page.get_by_role("button", name="Color mode").click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        show(page, address, "teachers")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_search_finds_the_island(address, browser):
    with steps.tab(browser) as page:
        show(page, address, "course/05-escalation-brink")
        page.keyboard.press("Control+k")
        page.keyboard.type("Zhenbao")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=Zhenbao")
        found = page.locator("#search-results ul.search a")
        expect(found.filter(has_text="The brink, 1965–1969").first).to_be_visible()
        expect(found.filter(has_text="People and terms").first).to_be_visible()
        assert page.outside == []


def test_previous_and_next_follow_the_reading_order(address, browser):
    titles = [pages.load(name).metadata["sinosoviet"]["title"] for name in pages.names()]
    with steps.tab(browser) as page:
        show(page, address, COURSE[0])
        for title in titles[1:]:
            page.locator("a.right-next").click()
            expect(page.locator("article h1")).to_contain_text(title)


def test_it_prints_in_light_with_every_picture(lesson, browser):
    with steps.tab(browser, color_scheme="dark") as page:
        page.goto(lesson.url)
        page.cells = lesson.cells
        page.emulate_media(media="print", color_scheme="dark")
        assert said(page) == [cell.sentences if cell.is_picture else [] for cell in page.cells]
        assert page.locator("article img.dark:visible").count() == 0
        assert steps.barriers(page, only="color-contrast") == []
        # A picture that is shown twice is stored once.
        charts = page.locator("article img.light[src$='.png']").all()
        pictures = {image.get_attribute("src") for image in charts}
        assert page.pdf().count(b"/Subtype /Image") >= len(pictures)


def test_it_works_from_a_stick(built, browser):
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    name = "06-consequences-triangle"
    page.goto((built / "course" / f"{name}.html").as_uri())
    page.cells = steps.shown(name)
    check_pictures(page)
    page.goto((built / "search.html").as_uri() + "?q=Zhenbao")
    expect(page.locator("#search-results ul.search a").first).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_on_a_stick_the_lab_is_named_and_not_linked(built, browser, tmp_path):
    shutil.copyfile(built / "_static" / "course.js", tmp_path / "course.js")
    links = '<p><a href="../lab/index.html">The lab</a>, <a href="lab.html">another</a></p>'
    (tmp_path / "page.html").write_text(f'{links}<script src="course.js"></script>', encoding="utf-8")
    with steps.served(tmp_path) as served, steps.tab(browser) as page:
        page.goto(f"{served}/page.html")
        assert page.get_by_role("link").count() == 2
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("p").inner_text() == "The lab (from a web server only), another"
    context.close()


def test_terms_and_citations_lead_to_their_entries(address, browser):
    with steps.tab(browser) as page:
        show(page, address, "course/05-escalation-brink")
        term = page.locator("article a.term").first
        assert len(term.get_attribute("title")) > 20
        term.click()
        page.wait_for_url(re.compile(r"11-reference-people-and-terms\.html#"))
        expect(page.locator(":target")).to_be_in_viewport()


def test_no_link_inside_is_broken(built):
    assert links.broken(built) == []


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#x">b</a><a href="c.html">c</a><a href="#y">y</a>')
    (tmp_path / "b.html").write_text('<p id="z"></p><a href="a.html">a</a><a href="https://x.test/">x</a>')
    assert links.broken(tmp_path) == [("a.html", link) for link in ("b.html#x", "c.html", "#y")]
    assert links.outside(tmp_path) == {"https://x.test/": "b.html"}


def test_every_page_says_how_to_cite_it(lesson):
    details = pages.load(lesson.name).metadata["sinosoviet"]
    text = lesson.locator("#cite-this-page").inner_text()
    assert details["title"] in text
    assert "Facts last checked on" in text


def test_tables_and_figures_can_be_downloaded(built):
    for name in tables.names():
        file = tables.describe(name)["path"]
        assert (built / "data" / file).read_bytes() == (tables.folder() / file).read_bytes()
    for name in CATALOG:
        assert (built / "figures" / f"{name}.svg").is_file()


# What a partial or empty build says, on copies of a few of the built files.

COUNTED = pages.names()[6]


@pytest.fixture
def wanted():
    found = audit.Wanted()
    for name in pages.names():
        found.add(name, pages.load(name))
    return found


@pytest.fixture
def damaged(built, tmp_path):
    """A copy of the site to damage, file by file: until one is replaced, it is the site's own."""
    return shutil.copytree(built, tmp_path / "damaged", copy_function=os.link)


def lacking(folder, wanted):
    places = dict.fromkeys(forms.there(folder, coming=("slides", "lessons", "print")), folder)
    return [*audit.problems(folder, wanted), *audit.form_problems(places, wanted)]


def test_a_whole_site_lacks_nothing(built, wanted):
    counts = wanted.pages[COUNTED]
    assert counts["charts"] >= 4 and counts["explorers"] >= 1 and counts["quizzes"] >= 8
    assert lacking(built, wanted) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (f"course/{COUNTED}.html", None, None, f"The page {COUNTED} is missing or empty."),
        (f"course/{COUNTED}.html", "<figure data-", "<figure ", f"The page {COUNTED} has .* charts; "),
        (f"course/{COUNTED}.html", 'class="explorer"', "", f"The page {COUNTED} has 0 explorers; "),
        (f"course/{COUNTED}.html", '<details name="', "<details ", f"The page {COUNTED} has 0 quizzes; "),
        (f"course/{COUNTED}.html", '<input type="radio"', "<input ", f"The page {COUNTED} has 0 states; "),
        ("figures.html", 'class="gallery"', "", f"has 0 figures of {len(CATALOG)}"),
        ("sources.html", 'id="source-', 'id="', f"has 0 sources of {len(sources.keys())}"),
        ("data/events.html", None, None, r"The file data/events\.html is missing"),
        ("data/events.csv", None, None, r"The file data/events\.csv is missing"),
        (f"slides/{COUNTED}.html", None, None, rf"The file slides/{COUNTED}\.html is missing or empty"),
        (f"slides/{COUNTED}.html", 'type="radio"', "", rf"slides/{COUNTED}\.html has 0 states; "),
        (f"lessons/{COUNTED}.html", "<figure data-", "<figure ", rf"lessons/{COUNTED}\.html has 0 charts; "),
        (f"slides/{COUNTED}.html", "<figure>", "", rf"slides/{COUNTED}\.html has 0 charts; "),
        (f"slides/{COUNTED}.html", '<details name="', "", rf"slides/{COUNTED}\.html has 0 quizzes; "),
        (f"print/{COUNTED}.pdf", "/Alt ", "/Not ", rf"print/{COUNTED}\.pdf has 0 pictures with "),
        (f"course/{COUNTED}.html", ".svg", "", f"The page {COUNTED} has 0 grids; "),
        (f"lessons/{COUNTED}.html", "image/svg", "", rf"lessons/{COUNTED}\.html has 0 grids; "),
        ("print/course.pdf", "/Alt ", "/Not ", r"print/course\.pdf has 0 pictures with "),
        ("print/course.pdf", "%%EOF", "", r"print/course\.pdf is missing, or is not a whole PDF"),
        ("print/guide.pdf", "/Alt ", "/Not ", r"print/guide\.pdf has 0 pictures with "),
        ("print/blueprint.pdf", None, None, r"print/blueprint\.pdf is missing"),
        ("teaching/units.html", None, None, r"The page teaching/units of the guide is missing"),
        ("print/sheets/predict-grain.pdf", "/Alt ", "/Not ", r"sheets/predict-grain\.pdf has 0 pictures"),
        ("print/sheets/cards.pdf", None, None, r"sheets/cards\.pdf is missing"),
        ("print/sheets/decide-korea-1950.html", "Name", "", r"decide-korea-1950\.html .* is not the sheet"),
        ("print/sheets/index.html", "cards", "", r"list sheets/index\.html does not lead to cards\.html"),
        ("print/index.html", "course.pdf", "", r"list print/index\.html does not lead to course\.pdf"),
        ("slides/index.html", None, None, rf"list slides/index\.html .* lead to {COUNTED}\.html"),
        ("lessons/index.html", COUNTED, "", rf"list lessons/index\.html .* lead to {COUNTED}\.html"),
    ],
)
def test_a_partial_site_is_refused(damaged, wanted, file, old, new, said):
    path = damaged / file
    content = path.read_bytes()
    path.unlink()
    if old:
        path.write_bytes(content.replace(old.encode(), new.encode()))
    assert re.search(said, " ".join(lacking(damaged, wanted)))


@pytest.mark.parametrize("name", pages.names())
def test_a_blank_file_is_refused_in_every_form(damaged, wanted, name):
    of = [form for form in forms.FORMS if form.folder != "lab" and form.is_of(wanted.kinds[name])]
    for file in [f"course/{name}.html", *(form.file.format(name=name) for form in of)]:
        path = damaged / file
        path.unlink()
        path.write_text(" " * 5_000, encoding="utf-8")
    said = " ".join(lacking(damaged, wanted))
    assert f"The page {name} has 0 titles" in said
    for form in of:
        assert f"The file {form.file.format(name=name)} " in said


@pytest.mark.parametrize("file", ["course/12-old.html", "slides/12-old.html", "print/12-old.pdf"])
def test_a_file_of_no_page_is_noticed(damaged, wanted, file):
    (damaged / file).write_bytes(b"x")
    assert lacking(damaged, wanted) == [f"The file {file} belongs to no page."]


def test_a_missing_picture_is_noticed(damaged, wanted):
    next((damaged / "pictures").iterdir()).unlink()
    assert any("which is missing" in problem for problem in audit.problems(damaged, wanted))


def test_notebooks_without_outputs_are_refused(built):
    empty = audit.Wanted()
    for name in pages.names():
        notebook = pages.load(name)
        for cell in notebook.cells:
            cell.pop("outputs", None)
        empty.add(name, notebook)
    said = audit.problems(built, empty)
    for what in ("charts", "explorers", "states", "quizzes", "activities", "grids"):
        assert f"The notebooks store no {what} at all; run `make pages`." in said
