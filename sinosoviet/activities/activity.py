"""The activity object: something a reader does, keeps in a file, and can do on paper too.

An activity needs a running kernel. In a page without one, and on paper, its paper form stands
in its place; so the stored notebook holds the paper form only.
"""

import base64
import html
import logging
import threading

from sinosoviet.activities.controls import WRAPPED, button, wide
from sinosoviet.activities.work import LONGEST_NAME, Drawer, Work, WorkError, decode, fitting, lasts
from sinosoviet.errors import CourseError
from sinosoviet.stored import WIDGET_VIEW
from sinosoviet.views import NEEDS_KERNEL

NOTE = (
    "To do this on screen, open the page in JupyterLab and choose <em>Run &gt; Run All Cells</em>. "
    "Without it, work on paper:"
)
STUCK = (
    "Does nothing answer, or was the page closed? Choose <em>Run &gt; Run All Cells</em>: your saved work "
    "comes back."
)
_CLASS = "sinosoviet-activity"
#: ipywidgets cuts a long label off; enlarged twice, or on a small screen, labels must wrap instead.
_WRAPPED = (
    f"<style>.{_CLASS} button, .{_CLASS} .widget-label {{white-space: normal; height: auto; "
    "min-height: 28px; line-height: 1.4; overflow-wrap: anywhere}</style>"
)
_log = logging.getLogger(__name__)


class Activity:
    """Base of all activities.

    A subclass sets ``kind`` (a kind of saved work) and gives :attr:`sentence`, :meth:`paper` and
    :meth:`build`. It calls :meth:`changed` after every
    change of its state, and wires its controls with :meth:`on_click`, :meth:`on_value` and, where
    a reader types, :meth:`on_text`, so that no mistake of a reader or of the course ever shows as a
    traceback.

    Parameters
    ----------
    title : str
        What the reader does here, as a short heading.
    state : object
        What the reader has done, without any view. Its ``content`` is plain JSON values that follow
        the schema of the kind; its ``restore(content)`` takes such values over, ``{}`` being the fresh
        state, and keeps ids that the course no longer has.
    stem : str, optional
        Name of the saved file without its ending; the kind if left out.
    """

    kind = ""

    def __init__(self, title, state, stem=None):
        self.title = title
        self.state = state
        self.name = ""
        self.drawer = Drawer(self.kind, stem)
        self._widget = None
        self._quiet = False
        self._refused = {}
        # The kernel may answer two controls in two threads at once.
        self._one_at_a_time = threading.RLock()

    # What a subclass gives.

    @property
    def sentence(self):
        """What the activity asks, in plain words; the same whatever the reader has done."""
        raise NotImplementedError

    def paper(self):
        """The activity as HTML for paper and for pages without a kernel."""
        raise NotImplementedError

    @property
    def cited(self):
        """Keys of the sources that its paper form names in short: its page lists them in full."""
        return ()

    def build(self):
        """The controls, as one ipywidgets box."""
        raise NotImplementedError

    def refresh(self):
        """Show the present state in the controls that :meth:`build` made; called only after it."""

    # What a subclass gets.

    @property
    def content(self):
        """The state as plain JSON values that follow the schema of the kind."""
        return self.state.content

    def restore(self, content):
        """Take over a state, given as :attr:`content` gives it; ``{}`` is the fresh state."""
        self.state.restore(content)

    @property
    def work(self):
        """The present state as :class:`~sinosoviet.activities.work.Work`."""
        return Work(self.kind, self.content, self.name)

    def changed(self, said=None):
        """Save, show the new state, and say what happened; ``said`` is one sentence for the reader."""
        self._render()
        before = self.drawer.path
        try:
            path = self.drawer.save(self.work)
        except WorkError as error:
            self.say(str(error), alarm=True)
            return
        saved = f"Saved in {self.drawer.place.name}/{path.name}."
        if not lasts(self.drawer.place):
            saved = "Kept while this page is open: take a copy to hand in before you close it."
        if before not in (None, path):
            saved += f" Another tab or program has changed {before.name}, so that file was left alone."
        if self._widget is not None:
            self._list_files()
        self.say(f"{said} {saved}" if said else saved)

    def say(self, sentence, alarm=False):
        """Tell the reader something, on screen and through a screen reader."""
        if self._widget is not None:
            role, weight = ("alert", 600) if alarm else ("status", 400)
            style = f"margin:0.3em 0;line-height:1.45;font-weight:{weight}"
            self._status.value = f'<p role="{role}" style="{style}">{html.escape(sentence)}</p>'

    def on_click(self, control, act):
        """Call ``act()`` when a button is pressed."""
        control.on_click(lambda _: self._try(act))

    def on_value(self, control, act):
        """Call ``act(value)`` when the reader changes a control, not when :meth:`refresh` does."""
        control.observe(lambda change: self._hear(act, change["new"]), "value")

    def on_text(self, box, act):
        """Like :meth:`on_value`; a text that ``act`` refuses stays in its box until it fits."""

        def hear(text):
            self._refused.pop(box, None)
            try:
                act(text)
            except CourseError:
                self._refused[box] = act
                raise

        self.on_value(box, hear)

    def insist(self):
        """Raise again what is wrong with a text that was refused, before its box is put to other use."""
        for box, act in self._refused.items():
            act(box.value)

    def show(self, control, **traits):
        """Set traits of a control from the state, without taking it for the reader's doing.

        A text that was refused is left in its box.
        """
        if control in self._refused:
            traits = {trait: value for trait, value in traits.items() if trait != "value"}
        before, self._quiet = self._quiet, True
        try:
            for trait, value in traits.items():
                if getattr(control, trait) != value:
                    setattr(control, trait, value)
        finally:
            self._quiet = before

    def _hear(self, act, value):
        with self._one_at_a_time:
            if not self._quiet:
                self._try(act, value)

    def _try(self, act, *arguments):
        try:
            with self._one_at_a_time:
                act(*arguments)
        except CourseError as error:
            self.say(str(error), alarm=True)
        except Exception:
            _log.exception("An activity of the kind %s met an error.", self.kind)
            self.say(
                "Something went wrong in the course itself, not in what you did. Your saved work is as it "
                "was. Run the cell again; if it happens once more, please report it.",
                alarm=True,
            )

    # The frame: name, files, status.

    @property
    def widget(self):
        """The live view. The newest saved file is opened with it."""
        if self._widget is None:
            self._widget = self._frame()
            self._try(self._reopen)
        return self._widget

    def _frame(self):
        import ipywidgets as widgets

        self._status = widgets.HTML()
        heading = widgets.HTML(f"{_WRAPPED}<strong>{html.escape(self.title)}</strong>")
        shown = widgets.ToggleButton(
            description="Your file: name, open, start afresh, hand in",
            icon="folder",
            layout={"width": "auto"},
        )
        files = self._file_controls()
        files.layout.display = "none"
        self.on_value(shown, lambda on: self._show_files(files, on))
        hint = widgets.HTML(f'<p style="margin:0.2em 0;line-height:1.45"><small>{STUCK}</small></p>')
        frame = widgets.VBox(
            [heading, self.build(), self._status, shown, files, hint], layout={"max_width": "960px"}
        )
        return frame.add_class(_CLASS)

    def _file_controls(self):
        import ipywidgets as widgets

        looks = wide("34em")
        self._name = widgets.Text(description="Your name (may stay blank)", continuous_update=False, **looks)
        self._files = widgets.Dropdown(description="Saved work", options=[], **looks)
        self._upload = widgets.FileUpload(
            description="Open a file from elsewhere", accept=".json", layout={"width": "auto"}
        )
        opener, afresh, copy = map(button, ("Open it", "Start afresh", "Copy to hand in"))
        self._copy = widgets.HTML()
        self.on_text(self._name, self._rename)
        self.on_click(opener, lambda: self.open(self._files.value))
        self.on_value(self._upload, self._take_in)
        self.on_click(afresh, self.start_afresh)
        self.on_click(copy, self._offer_copy)
        return widgets.VBox(
            [
                self._name,
                widgets.HBox([self._files, opener], layout=WRAPPED),
                widgets.HBox([self._upload, afresh, copy], layout=WRAPPED),
                self._copy,
            ]
        )

    def _show_files(self, box, on):
        self._list_files()
        box.layout.display = "flex" if on else "none"

    def _list_files(self):
        files = self.drawer.files()
        self.show(self._files, options=[(path.name, path) for path in files])
        self.show(self._files, value=self.drawer.path if self.drawer.path in files else None)

    def _render(self):
        if self._widget is not None:
            self.show(self._name, value=self.name)
            self._copy.value = ""
            self._list_files()
            self.refresh()

    def _reopen(self):
        """Open the newest file, if it can be opened, and show the state; whether there is a file at all."""
        files = self.drawer.files()
        if not files:
            self._render()
            return False
        try:
            self.open(files[0])
        except WorkError as error:
            self._render()
            self.say(f"{error} It is left as it is; new work goes into a new file.", alarm=True)
        return True

    def open(self, path):
        """Open one of the saved files. Raises :class:`WorkError` and changes nothing if it cannot."""
        if path is None:
            raise WorkError("Choose a file under “Saved work”. It has one after your first change.")
        before = self.content, self.name
        drawer = Drawer(self.kind, self.drawer.stem, self.drawer.place)
        opened = drawer.open(path)
        self._take(opened, before)
        self.drawer = drawer
        self._render()
        self.say(f"Opened {self.drawer.place.name}/{self.drawer.path.name}. Every change is saved there.")

    def open_bytes(self, data, source="This file"):
        """Open work given as the bytes of a file, from a classmate or a teacher, under a new name."""
        opened = decode(data, self.kind, source)
        self._take(opened, (self.content, self.name))
        self.drawer.close()
        self.changed(f"Took in {source}.")

    def _take(self, opened, before):
        try:
            self.restore(opened.content)
            self._refused.clear()
            self.name = opened.name
        except Exception:
            self.restore(before[0])
            self.name = before[1]
            raise

    def start_afresh(self):
        """Begin anew in a new file; the present one stays as it is."""
        kept = self.drawer.path
        self.drawer.close()
        self._refused.clear()
        self.restore({})
        self._render()
        self.say(f"Started afresh. Your earlier work is kept in {kept.name}." if kept else "Started afresh.")

    def _rename(self, name):
        self.name = fitting(name, LONGEST_NAME)
        self.changed()

    def _take_in(self, uploaded):
        if uploaded:
            first = uploaded[0]
            try:
                self.open_bytes(bytes(first["content"]), str(first["name"]))
            finally:
                self.show(self._upload, value=())

    def _offer_copy(self):
        name = self.drawer.path.name if self.drawer.path else f"{self.drawer.stem}.json"
        link = download(name, self.work.encode(), "application/json")
        self._copy.value = f'<p style="margin:0.3em 0">{link} and hand it in, or send it to a classmate.</p>'

    # What Jupyter shows.

    def __repr__(self):
        return self.sentence

    def html(self):
        """The paper form with a note on how to do it on screen."""
        return (
            f'<div data-activity="{self.kind}" data-sources="{" ".join(sorted(set(self.cited)))}" '
            f'data-tables=""><p><strong>{html.escape(self.title)}</strong> '
            f"{html.escape(self.sentence)}</p><p><em>{NOTE}</em></p>{self.paper()}</div>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        data = {"text/plain": self.sentence, "text/html": self.html(), WIDGET_VIEW: view}
        return data, {WIDGET_VIEW: {NEEDS_KERNEL: True}}


def download(name, data, media_type):
    """A link, as HTML, by which a browser saves ``data``, bytes of that media type, under a name."""
    shown, coded = html.escape(name), base64.b64encode(data).decode("ascii")
    return (
        f'<a style="text-decoration:underline" download="{shown}" '
        f'href="data:{media_type};base64,{coded}">Download {shown}</a>'
    )
