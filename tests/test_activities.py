"""Saved work and the frame that every activity shares."""

import json
import os
import re
import threading
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinosoviet import pages
from sinosoviet.activities import Activity, Drawer, Work, WorkError
from sinosoviet.activities import activity as frame
from sinosoviet.activities import work as works
from sinosoviet.errors import CourseError

SCHEMA = {
    "type": "object",
    "properties": {"marks": {"type": "array", "items": {"type": "integer"}}, "note": {"type": "string"}},
    "required": ["marks"],
    "additionalProperties": False,
}
contents = st.fixed_dictionaries(
    {"marks": st.lists(st.integers(-(2**40), 2**40), max_size=20)}, optional={"note": st.text(max_size=50)}
)


@pytest.fixture(autouse=True)
def tally_kind(tmp_path_factory, monkeypatch):
    schemas = tmp_path_factory.mktemp("schemas")
    for kind in ("tally", "other"):
        (schemas / f"{kind}.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    monkeypatch.setattr(works, "_SCHEMAS", schemas)
    works._schema.cache_clear()
    yield
    works._schema.cache_clear()


class Marks:
    def __init__(self):
        self.list = []

    @property
    def content(self):
        return {"marks": self.list}

    def restore(self, content):
        self.list = list(content.get("marks", []))


class Tally(Activity):
    kind = "tally"

    def __init__(self, place):
        super().__init__("Count.", Marks())
        self.drawer = Drawer(self.kind, place=place)

    @property
    def sentence(self):
        return "Press to count."

    def paper(self):
        return "<p>Count on your fingers.</p>"

    def build(self):
        import ipywidgets as widgets

        self.button = widgets.Button(description="Count")
        self.bad = widgets.Button(description="Fail")
        self.shown = widgets.HTML()
        self.on_click(self.button, self.count)
        self.on_click(self.bad, lambda: 1 / 0)
        return widgets.VBox([self.button, self.bad, self.shown])

    def refresh(self):
        self.shown.value = str(len(self.state.list))

    def count(self):
        self.state.list.append(1)
        self.changed("Counted.")


def status(activity):
    return re.sub("<[^>]+>", "", activity._status.value)


@given(contents, st.text(max_size=200))
def test_work_survives_the_file_to_the_byte(content, name):
    data = Work("tally", content, name).encode()
    again = works.decode(data, "tally")
    assert again.content == json.loads(json.dumps(content).encode())
    assert again.encode() == data


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_a_sentence(data):
    try:
        works.decode(data, "tally")
    except CourseError as error:
        assert str(error).endswith(".")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["format", "kind", "version", "name", "content"]), json_values))
def test_any_json_is_read_or_refused_in_a_sentence(values):
    whole = {"format": works.FORMAT, "kind": "tally", "version": 1, "name": "", "content": {}} | values
    try:
        works.decode(json.dumps(whole).encode(), "tally")
    except CourseError as error:
        assert "\n" not in str(error)


GOOD = {"format": works.FORMAT, "kind": "tally", "version": 1, "name": "", "content": {"marks": []}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "spreadsheet"}, "no saved work of this course"),
        ({"kind": "other"}, "'tally' is wanted"),
        ({"version": 9}, "newer course"),
        ({"version": "1"}, "damaged"),
        ({"content": {"marks": "none"}}, "damaged"),
        ({"content": {}}, "damaged"),
        ({"content": []}, "damaged"),
        ({"name": 3}, "damaged"),
    ],
)
def test_a_foreign_or_damaged_file_is_named(change, said):
    works.decode(json.dumps(GOOD).encode(), "tally")
    with pytest.raises(WorkError, match=said):
        works.decode(json.dumps(GOOD | change).encode(), "tally")


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', "[" * 100_000, "x" * 300_000])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(WorkError):
        works.decode(text.encode(), "tally")


def test_deep_nesting_is_refused():
    deep = "[" * 100 + "]" * 100
    with pytest.raises(WorkError, match=r"nested|damaged"):
        works.decode(json.dumps(GOOD).replace("[]", deep).encode(), "tally")


def test_an_older_version_is_brought_up_to_date(monkeypatch):
    monkeypatch.setitem(works.VERSIONS, "tally", 2)
    monkeypatch.setitem(works.UPGRADES, ("tally", 1), lambda old: {"marks": [1] * old["count"]})
    old = json.dumps(GOOD | {"content": {"count": 3}}).encode()
    assert works.decode(old, "tally").content == {"marks": [1, 1, 1]}
    with pytest.raises(WorkError, match="version 1"):
        works.decode(json.dumps(GOOD | {"content": {}}).encode(), "tally")


def test_work_that_is_too_large_is_refused_and_nothing_is_lost(tmp_path):
    drawer = Drawer("tally", place=tmp_path)
    path = drawer.save(Work("tally", {"marks": [1]}))
    with pytest.raises(WorkError, match="200 kB"):
        drawer.save(Work("tally", {"marks": [], "note": "x" * 300_000}))
    assert works.decode(path.read_bytes(), "tally").content == {"marks": [1]}


def test_what_a_reader_pastes_is_made_fit_to_save():
    assert works.clean("a\ud800b\x00c\x1b[0m\n") == "abc[0m\n"
    assert works.clean("e\u0301") == "é"
    assert Work("tally", {"marks": []}, "x" * 100).name == "x" * 80


def test_a_file_that_somebody_else_changed_is_never_overwritten(tmp_path):
    mine, yours = Drawer("tally", place=tmp_path), Drawer("tally", place=tmp_path)
    path = mine.save(Work("tally", {"marks": [1]}))
    yours.open(path)
    yours.save(Work("tally", {"marks": [2]}))
    other = mine.save(Work("tally", {"marks": [3]}))
    assert other.name == "tally-2.json"
    assert works.decode(path.read_bytes(), "tally").content == {"marks": [2]}


def test_a_foreign_file_in_the_way_stays(tmp_path):
    (tmp_path / "tally.json").write_text("my shopping list", encoding="utf-8")
    (tmp_path / "tally-old notes.json").write_text("{}", encoding="utf-8")
    assert Drawer("tally", place=tmp_path).save(Work("tally", {"marks": []})).name == "tally-2.json"
    assert (tmp_path / "tally.json").read_text(encoding="utf-8") == "my shopping list"


def test_a_failed_write_leaves_the_file_and_no_rubbish(tmp_path, monkeypatch):
    drawer = Drawer("tally", place=tmp_path)
    path = drawer.save(Work("tally", {"marks": [1]}))
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkError, match="No space left"):
        drawer.save(Work("tally", {"marks": [2]}))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["tally.json"]


def test_a_press_saves_and_running_the_cell_again_brings_it_back(tmp_path):
    first = Tally(tmp_path)
    assert first.widget
    first.button.click()
    assert status(first) == f"Counted. Saved in {tmp_path.name}/tally.json."
    again = Tally(tmp_path)
    assert again.widget
    assert again.state.list == [1]
    assert again.shown.value == "1"


def test_a_name_that_is_too_long_stays_in_its_box(tmp_path):
    tally = Tally(tmp_path)
    assert tally.widget
    tally._name.value = "x" * 81
    assert "81 characters; 80 fit" in status(tally)
    tally.button.click()
    assert tally._name.value == "x" * 81
    assert tally.name == ""
    tally.start_afresh()
    assert tally._name.value == ""


def test_the_first_file_can_be_chosen_at_once(tmp_path):
    tally = Tally(tmp_path)
    assert tally.widget
    tally.button.click()
    assert tally._files.options == (("tally.json", tmp_path / "tally.json"),)
    assert tally._files.value == tmp_path / "tally.json"


def test_two_tabs_are_told_when_they_part(tmp_path):
    first = Tally(tmp_path)
    assert first.widget
    first.button.click()
    second = Tally(tmp_path)
    assert second.widget
    second.button.click()
    first.button.click()
    assert "tally-2.json. Another tab or program has changed tally.json" in status(first)
    first.button.click()
    assert "Another" not in status(first)


def test_work_on_a_page_that_keeps_no_files_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(works, "sys", SimpleNamespace(platform="emscripten"))
    first = Tally(tmp_path)
    assert first.widget
    first.button.click()
    assert status(first) == (
        "Counted. Kept while this page is open: take a copy to hand in before you close it."
    )
    assert works.lasts("/drive/notebooks/my-work")
    monkeypatch.undo()
    assert works.lasts(tmp_path)


def test_starting_afresh_keeps_the_old_file(tmp_path):
    tally = Tally(tmp_path)
    assert tally.widget
    tally.button.click()
    tally.start_afresh()
    assert tally.state.list == []
    tally.button.click()
    tally.button.click()
    saved = {path.name: json.loads(path.read_text("utf-8"))["content"] for path in tmp_path.iterdir()}
    assert saved == {"tally.json": {"marks": [1]}, "tally-2.json": {"marks": [1, 1]}}


def test_a_damaged_file_is_left_and_new_work_goes_beside_it(tmp_path):
    (tmp_path / "tally.json").write_text("{", encoding="utf-8")
    tally = Tally(tmp_path)
    assert tally.widget
    assert "left as it is" in status(tally)
    tally.button.click()
    assert (tmp_path / "tally.json").read_text(encoding="utf-8") == "{"
    assert (tmp_path / "tally-2.json").is_file()


def test_a_bad_file_from_elsewhere_changes_nothing(tmp_path):
    tally = Tally(tmp_path)
    assert tally.widget
    tally.button.click()
    tally._try(tally.open_bytes, b"nonsense", "friend.json")
    assert "friend.json is damaged" in status(tally)
    assert tally.state.list == [1]
    tally.open_bytes(json.dumps(GOOD | {"content": {"marks": [7]}}).encode(), "friend.json")
    assert tally.state.list == [7]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tally-2.json", "tally.json"]


def test_an_error_of_the_course_is_a_sentence_not_a_traceback(tmp_path, caplog):
    tally = Tally(tmp_path)
    assert tally.widget
    tally.bad.click()
    assert "went wrong in the course itself" in status(tally)
    assert "ZeroDivisionError" in caplog.text


@given(st.text(min_size=1, max_size=works.LONGEST_NAME // 4))
def test_any_name_can_be_given(tmp_path_factory, name):
    tally = Tally(tmp_path_factory.mktemp("names"))
    assert tally.widget
    tally._name.value = name
    assert "Saved" in status(tally)
    assert Tally(tally.drawer.place).widget is not None


def test_a_stored_page_has_the_paper_form_and_no_dead_controls(tmp_path):
    tally = Tally(tmp_path)
    data, metadata = tally._repr_mimebundle_()
    live = "a" * 32
    state = {
        tally.widget.model_id: {"model_name": "VBoxModel", "state": {}},
        live: {"model_name": "HTMLModel", "state": {"layout": "IPY_MODEL_" + "b" * 32}},
        "b" * 32: {"model_name": "LayoutModel", "state": {}},
        "c" * 32: {"model_name": "LinkModel", "state": {"source": ["IPY_MODEL_" + live, "value"]}},
        "d" * 32: {"model_name": "LinkModel", "state": {"source": ["IPY_MODEL_" + tally.widget.model_id]}},
    }
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("tally", outputs=[_result(data, metadata)]),
            nbformat.v4.new_code_cell(
                "other", outputs=[_result({frame.WIDGET_VIEW: {"model_id": live}}, {})]
            ),
        ],
        metadata={"widgets": {"application/vnd.jupyter.widget-state+json": {"state": state}}},
    )
    stored = pages.canonical(notebook)
    kept, other = stored.cells[0].outputs[0], stored.cells[1].outputs[0]
    assert set(kept["data"]) == {"text/plain", "text/html"}
    assert "fingers" in kept["data"]["text/html"]
    assert frame.WIDGET_VIEW in other["data"]
    names = stored.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert [model["model_name"] for model in names] == ["HTMLModel", "LayoutModel", "LinkModel"]


def test_jupyter_saves_the_paper_form(tmp_path):
    data, metadata = Tally(tmp_path)._repr_mimebundle_()
    other = {frame.WIDGET_VIEW: {"model_id": "a" * 32}}
    outputs = [_result(data, metadata), _result(dict(other), {})]
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("tally", outputs=outputs)])
    pages.before_saving(model={"type": "notebook", "content": content}, path="x.ipynb")
    kept, explorer = content.cells[0].outputs
    assert set(kept["data"]) == {"text/plain", "text/html"}
    assert explorer["data"] == other
    pages.before_saving(model={"type": "file", "content": "text"})


def _result(data, metadata):
    return nbformat.v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)


@pytest.mark.parametrize("name", pages.names())
def test_pages_keep_every_view_they_need(name):
    notebook = pages.load(name)
    assert pages.canonical(pages.load(name)) == notebook


def test_a_change_that_comes_while_another_is_shown_is_not_lost(tmp_path):
    import ipywidgets as widgets

    tally, box, heard = Tally(tmp_path), widgets.Text(), []
    showing, shown = threading.Event(), threading.Event()

    class Slow:
        @property
        def value(self):
            showing.set()
            return shown.wait(10)

    tally.on_value(box, heard.append)
    first = threading.Thread(target=tally._try, args=(lambda: tally.show(Slow(), value=True),))
    second = threading.Thread(target=setattr, args=(box, "value", "late"))
    first.start()
    assert showing.wait(10)
    second.start()
    second.join(0.2)
    shown.set()
    first.join(10)
    second.join(10)
    assert heard == ["late"]
