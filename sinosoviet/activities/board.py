"""The evidence matrix as a reader works on it: one piece at a time, with what follows beneath."""

from pathlib import Path

from sinosoviet.activities import comparison, evidence, readout
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.controls import WRAPPED, button, wide
from sinosoviet.activities.evidence import GRADES, MARKS
from sinosoviet.activities.matrix import LONGEST_REASON, MOST_OWN, Matrix
from sinosoviet.activities.ranking import doubt, rank, separate
from sinosoviet.activities.readout import SIGNS
from sinosoviet.activities.work import WorkError
from sinosoviet.errors import CourseError, in_sentences
from sinosoviet.wording import numbered

_MATRIX, _DECIDES, _DOUBT, _COMPARE, _ADD, _COUNTED = PANELS = (
    "Whole matrix",
    "What decides",
    "If one piece is wrong",
    "Compare",
    "Add a piece",
    "How this is counted",
)
_KEYS = "By keyboard: Tab goes on, Space presses a button or opens a list, Enter chooses from it."
#: Keeps the label of a group of buttons beside it.
_BESIDE = {"width": "auto", "display": "flex", "flex_flow": "row nowrap"}
_NOBODY, _ALL, _OWN, _YOU = "nobody", "all files", "your own pieces", "You"


@in_sentences
def matrix():
    """The evidence matrix: weigh the course's evidence against eight explanations of the split."""
    return Board(evidence.load_pieces(), evidence.load_explanations(), evidence.load_profiles())


class Board(Activity):
    """The evidence matrix with its controls, and for scripts.

    >>> from sinosoviet import activities
    >>> board = activities.matrix()
    >>> board.mark("high-tide", "ideology", "strongly for", "Mao defends a model.")  # doctest: +SKIP

    Parameters
    ----------
    pieces : list of Piece
    explanations : list of Explanation
    profiles : dict of str to Side, optional
        Historians' readings to compare with.
    stem : str, optional
        Name of the saved file without its ending.
    """

    kind = "matrix"

    def __init__(self, pieces, explanations, profiles=None, stem=None):
        self._course = list(pieces)
        self.explanations = list(explanations)
        super().__init__("The evidence matrix.", Matrix(self._course, self.explanations), stem)
        self.profiles = dict(profiles or {})
        self._names = {explanation.id: explanation for explanation in self.explanations}
        self._page = ""
        self._at = self._course[0].id
        self._other = _NOBODY
        self._guests = {}

    # For scripts, and for the controls.

    def mark(self, piece, explanation, mark, reason=None):
        """Mark one cell with one of ``MARKS``, or ``None`` to empty it, and save."""
        self.state.mark(piece, explanation, mark, reason)
        self.changed(f"{self._names[explanation].name}: {mark or 'not marked'}.")

    def trust(self, piece, grade, reason=None):
        """Say how far a piece is to be trusted (``high``, ``medium``, ``low`` or ``None``), and save."""
        self.state.trust(piece, grade, reason)
        self.changed(f"Reliability of this piece: {grade or 'as the editors suggest'}.")

    def add(self, date, statement, source):
        """Add a piece of your own, save, and return its id."""
        added = self.state.add(date, statement, source)
        self._at, self._page = added, ""
        self.changed("Your piece of evidence was added; weigh it above.")
        return added

    def remove(self, piece):
        """Remove a piece of your own with its marks, and save."""
        self.state.remove(piece)
        self.changed("Your piece of evidence was removed; Undo brings it back.")

    def undo(self):
        """Take back the last change, and save."""
        self.state.undo()
        self.changed("The last change was taken back.")

    @property
    def ranking(self):
        """The present :class:`~sinosoviet.activities.ranking.Ranking`."""
        return rank(self.state.weighing())

    def compare(self, other):
        """Your matrix beside a historian's reading (an id of ``profiles``) or a saved file (a path)."""
        return self._beside(self.profiles.get(other) or self._read(Path(other)))

    def _beside(self, side):
        mine = self.state.side(_YOU)
        return comparison.Pair(self.state.weighing(), mine, side, self._course, self.explanations)

    def _read(self, path):
        try:
            data = path.read_bytes()
        except OSError:
            raise CourseError(
                f"{path.name} is no file here, and no historian’s reading. The readings are: "
                f"{', '.join(self.profiles) or 'none'}."
            ) from None
        name, guest = comparison.read(data, path.name, self._course, self.explanations)
        return guest.side(name)

    # What an activity gives.

    @property
    def sentence(self):
        """What the matrix asks."""
        return (
            f"Weigh {len(self._course)} dated pieces of evidence against {len(self.explanations)} "
            "explanations of the split, and see which explanation has the least against it. "
            f"{readout.PLAINLY}"
        )

    def paper(self):
        """A blank matrix to print, with the key to the marks and how to count by hand."""
        return (
            f"<p>{readout.QUESTION} Write one mark into each box. {readout.key()}</p>"
            f"{readout.explanations_table(self.explanations)}"
            f"{readout.blank(self._course, self.explanations)}"
            f"<p><strong>How to count by hand</strong></p>{readout.counting()}"
            f"<p><strong>{readout.PLAINLY}</strong></p>"
        )

    @property
    def cited(self):
        """Keys of the course's evidence, explanations and profiles."""
        return evidence.cited()

    # The controls.

    def _frame(self):
        # What happened is said beside the marks: the panel beneath them can be taller than a screen.
        frame = super()._frame()
        frame.children = [child for child in frame.children if child is not self._status]
        return frame

    def build(self):
        """The controls: a piece, its marks, the ranking, and one panel of six."""
        import ipywidgets as widgets

        note = widgets.HTML(
            f"<p style='line-height:1.45;margin:0.2em 0'><strong>{readout.PLAINLY}</strong> {_KEYS}</p>"
            f"{readout.explanations_table(self.explanations)}"
        )
        self._card, self._ranked = widgets.HTML(), widgets.HTML()
        self._panel = widgets.ToggleButtons(
            description="Show",
            options=PANELS,
            layout=_BESIDE,
            style={"button_width": "auto", "description_width": "4em"},
        )
        self._panels = {
            _MATRIX: self._build_overview(),
            _DECIDES: widgets.HTML(),
            _DOUBT: widgets.HTML(),
            _COMPARE: self._build_comparison(),
            _ADD: self._build_own(),
            _COUNTED: widgets.HTML(readout.counting()),
        }
        self.on_value(self._panel, lambda _: self.refresh())
        return widgets.VBox(
            [
                note,
                self._build_picker(),
                self._card,
                self._build_trust(),
                widgets.HTML(readout.asked()),
                self._build_cells(),
                self._status,
                self._ranked,
                self._panel,
                *self._panels.values(),
            ]
        )

    def _build_picker(self):
        import ipywidgets as widgets

        pages = sorted({piece.page for piece in self._course})
        self._pages = widgets.Dropdown(
            description="Pages",
            options=[("all pages", ""), *((page, page) for page in pages), (_OWN, _OWN)],
            layout={"width": "18em"},
            style={"description_width": "4em"},
        )
        self._picker = widgets.Dropdown(description="Piece", **wide("44em", label="4em"))
        buttons = {
            "Previous": lambda: self._step(-1),
            "Next": lambda: self._step(1),
            "Next with empty cells": self._next_empty,
            "Undo": self.undo,
        }
        self.on_value(self._pages, self._filter)
        self.on_value(self._picker, self._go)
        row = [self._pages]
        for text, act in buttons.items():
            row.append(button(text))
            self.on_click(row[-1], act)
        return widgets.VBox([widgets.HBox(row, layout=WRAPPED), widgets.HBox([self._picker], layout=WRAPPED)])

    def _build_trust(self):
        import ipywidgets as widgets

        self._grade = widgets.ToggleButtons(
            description="Reliability",
            options=[*((grade, grade) for grade in GRADES), ("as suggested", "")],
            layout=_BESIDE,
            style={"button_width": "auto", "description_width": "9.5em"},
        )
        self._grade_reason = _reason_box("Why")
        self.on_value(self._grade, lambda grade: self.trust(self._at, grade or None))
        self.on_text(
            self._grade_reason,
            lambda text: self.trust(self._at, self.state.judgment(self._at)[0], text),
        )
        return _line_of(self._grade, self._grade_reason)

    def _build_cells(self):
        import ipywidgets as widgets

        self._controls = {}
        for explanation in self.explanations:
            marks = widgets.ToggleButtons(
                description=explanation.label,
                options=[*((SIGNS[mark], mark) for mark in MARKS), ("blank", "")],
                tooltips=[f"{explanation.name}: {text}" for text in (*MARKS, "not marked yet")],
                layout=_BESIDE,
                style={"button_width": "4.8em", "description_width": "9.5em"},
            )
            sign = widgets.HTML(layout={"width": "2.6em"})
            reason = _reason_box("Why")
            self.on_value(marks, lambda mark, name=explanation.id: self.mark(self._at, name, mark or None))
            self.on_text(reason, lambda text, name=explanation.id: self._explain(name, text))
            self._controls[explanation.id] = (marks, sign, reason)
        return widgets.VBox([_line_of(*pair) for pair in self._controls.values()])

    def _explain(self, explanation, text):
        self.state.explain(self._at, explanation, text)
        self.changed(f"Reason for {self._names[explanation].name} kept.")

    def _build_overview(self):
        import ipywidgets as widgets

        self._groups = {
            page: widgets.HTML() for page in [*sorted({piece.page for piece in self._course}), _OWN]
        }
        return widgets.VBox(list(self._groups.values()))

    def _build_comparison(self):
        import ipywidgets as widgets

        self._others = widgets.Dropdown(description="Compare with", **wide("34em", label="7em"))
        self._guest_files = widgets.FileUpload(
            description="Add classmates’ files", accept=".json", multiple=True, layout={"width": "auto"}
        )
        self._compared = widgets.HTML()
        self.on_value(self._others, self._choose_other)
        self.on_value(self._guest_files, self._welcome)
        row = widgets.HBox([self._others, self._guest_files], layout=WRAPPED)
        return widgets.VBox([row, self._compared])

    def _build_own(self):
        import ipywidgets as widgets

        looks = wide("44em", label="10em")
        self._date = widgets.Text(
            description="Date", placeholder="1960, 1960-07 or 1960-07-16", **wide("26em", label="10em")
        )
        self._statement = widgets.Textarea(
            description="What it shows", placeholder="What the evidence is, and who says so", **looks
        )
        self._source = widgets.Text(
            description="Source", placeholder="Author, title, year, page or address", **looks
        )
        add = button("Add this piece", layout={"align_self": "flex-start"})
        self._mine = widgets.Dropdown(description="Your pieces", options=[], **looks)
        remove = button("Remove it")
        self.on_click(add, self._add_typed)
        self.on_click(remove, self._remove_chosen)
        told = widgets.HTML(f"<p style='margin:0.3em 0'>You can add up to {MOST_OWN} pieces of your own.</p>")
        row = widgets.HBox([self._mine, remove], layout=WRAPPED)
        return widgets.VBox([told, self._date, self._statement, self._source, add, row])

    def _add_typed(self):
        self.add(self._date.value, self._statement.value, self._source.value)
        for box in (self._date, self._statement, self._source):
            self.show(box, value="")

    def _remove_chosen(self):
        if self._mine.value is None:
            raise CourseError("There is no piece of your own to remove.")
        self.remove(self._mine.value)

    # Going from piece to piece.

    @property
    def _listed(self):
        """Pieces that the page filter lets through; all of them where it lets through none."""
        pieces = self.state.pieces
        return [piece for piece in pieces if self._page in ("", _group(piece))] or pieces

    def _filter(self, page):
        if page == _OWN and not self.state.own:
            self.show(self._pages, value=self._page)
            raise CourseError("You have added no pieces of your own yet. “Add a piece” is further down.")
        self._leave()
        self._page = page
        if self._at not in [piece.id for piece in self._listed]:
            self._at = self._listed[0].id
        self.refresh()

    def _go(self, piece):
        if piece is not None:
            self._leave()
            self._at = piece
            self.refresh()

    def _leave(self):
        """Stay with this piece while a reason of it stands in its box refused."""
        try:
            self.insist()
        except CourseError:
            self._show_picker()
            raise

    def _step(self, by):
        ids = [piece.id for piece in self._listed]
        self._go(ids[(ids.index(self._at) + by) % len(ids)])

    def _next_empty(self):
        ids = [piece.id for piece in self._listed]
        here = ids.index(self._at)
        for piece in [*ids[here + 1 :], *ids[: here + 1]]:
            if self.state.marked(piece) < len(self.explanations):
                self._go(piece)
                return
        raise CourseError("Every cell of these pieces has a mark.")

    # Comparing.

    def _welcome(self, uploaded):
        try:
            refused = [sentence for file in uploaded if (sentence := self._seat(file))]
            self.refresh()
            if refused:
                raise CourseError(" ".join(refused))
            if uploaded:
                read = f"{numbered(len(uploaded), 'file')} {'was' if len(uploaded) == 1 else 'were'}"
                self.say(f"{read} read. Nothing in your own matrix has changed.")
        finally:
            self.show(self._guest_files, value=())

    def _seat(self, file):
        """Take in one classmate's file; a sentence says why if it cannot be."""
        source = str(file["name"])
        if len(self._guests) + 1 >= comparison.MOST_FILES:
            return f"There is room for {comparison.MOST_FILES} matrices; {source} is left out."
        try:
            name, guest = comparison.read(bytes(file["content"]), source, self._course, self.explanations)
        except WorkError as error:
            return str(error)
        name = comparison.unused(name, source, {_YOU, *self._guests})
        self._guests[name] = guest
        self._other = _ALL if len(self._guests) > 1 else f"file:{name}"
        return None

    def _choose_other(self, other):
        self._other = other or _NOBODY
        self.refresh()

    def _compare_options(self):
        readings = [(f"{side.name}, as the editors read it", name) for name, side in self.profiles.items()]
        files = [(f"classmate: {name}", f"file:{name}") for name in self._guests]
        everyone = [(f"all of us ({len(self._guests) + 1} matrices)", _ALL)] if self._guests else []
        return [(_NOBODY, _NOBODY), *readings, *files, *everyone]

    def _comparison(self):
        if self._other == _NOBODY:
            return (
                "<p>Choose a historian’s reading, or add the file of a classmate: <em>Your file</em> below "
                "makes a copy to hand on.</p>"
            )
        if self._other == _ALL:
            everyone = {_YOU: self.state, **self._guests}
            return comparison.Class(everyone, self._course, self.explanations).html()
        if self._other in self.profiles:
            return self.compare(self._other).html()
        name = self._other.removeprefix("file:")
        return self._beside(self._guests[name].side(name)).html()

    # Showing.

    def refresh(self):
        """Show the present state; only what has changed is sent to the browser."""
        pieces = {piece.id: piece for piece in self.state.pieces}
        if self._at not in pieces:
            self._at = next(iter(pieces))
        self._show_picker()
        self._show_piece(pieces[self._at])
        weighing = self.state.weighing()
        ranking = rank(weighing)
        self._ranked.value = readout.ranking_table(ranking, self._names, self.state.strangers)
        shown = self._panel.value
        for name, panel in self._panels.items():
            panel.layout.display = None if name == shown else "none"
        if shown == _MATRIX:
            self._show_overview()
        elif shown == _DECIDES:
            self._panels[_DECIDES].value = readout.deciding(separate(weighing), pieces)
        elif shown == _DOUBT:
            found = doubt(weighing)
            self._panels[_DOUBT].value = readout.doubting(
                found, ranking, weighing.grades, pieces, self._names
            )
        elif shown == _COMPARE:
            self.show(self._others, options=self._compare_options(), value=self._other)
            self._compared.value = self._comparison()
        elif shown == _ADD:
            mine = [(readout.caption(piece), piece.id) for piece in self.state.own]
            if list(self._mine.options) != mine:
                self.show(self._mine, options=mine, value=mine[-1][1] if mine else None)

    def _show_picker(self):
        if self._page == _OWN and not self.state.own:
            self._page = ""
        self.show(self._pages, value=self._page)
        options = [(readout.caption(piece), piece.id) for piece in self._listed]
        if self._at not in [value for _, value in options]:
            self._at = options[0][1]
        if list(self._picker.options) != options:
            self.show(self._picker, options=options)
        self.show(self._picker, value=self._at)

    def _show_piece(self, piece):
        self._card.value = readout.piece_card(piece, self._listed)
        grade, reason = self.state.judgment(piece.id)
        self.show(self._grade, value=grade or "")
        self.show(self._grade_reason, value=reason)
        for explanation in self.explanations:
            marks, sign, box = self._controls[explanation.id]
            mark, reason = self.state.cell(piece.id, explanation.id)
            self.show(marks, value=mark or "")
            # Not a part of the buttons: a changed label would draw them anew and lose the focus.
            sign.value = f'<strong aria-hidden="true">{SIGNS.get(mark, "")}</strong>'
            self.show(box, value=reason)

    def _show_overview(self):
        for page, group in self._groups.items():
            pieces = [piece for piece in self.state.pieces if _group(piece) == page]
            hidden = not pieces or self._page not in ("", page)
            group.layout.display = "none" if hidden else None
            if not hidden:
                group.value = readout.overview(page, pieces, self.state, self.explanations, self._at)


def _group(piece):
    return piece.page or _OWN


def _reason_box(label):
    import ipywidgets as widgets

    return widgets.Text(
        description=label,
        placeholder=f"optional, up to {LONGEST_REASON} letters",
        continuous_update=False,
        layout={"width": "auto", "flex": "1 1 14em", "min_width": "12em"},
        style={"description_width": "2.6em"},
    )


def _line_of(*controls):
    import ipywidgets as widgets

    return widgets.HBox(list(controls), layout={**WRAPPED, "width": "100%"})
