"""A page as a teacher sees it: its sections, tasks, things to show and the steps of its routes."""

import ast
import html
import re
from dataclasses import dataclass
from functools import cache

from sinosoviet import charts, explorers, figures, pages, predictions, sources, tables
from sinosoviet.activities import decisions
from sinosoviet.slides import times

#: Labels of the paragraphs that set a numbered task.
SKILLS = (*pages.SKILLS, "Try it")
CHECK = "check"
#: Kinds of things that answer a prediction.
ANSWERS = ("chart", "explorer", "activity")
_CLASSROOM = "For the classroom"
_HEADING = re.compile(r"^## (?:(\d)\. )?(.+)$", re.MULTILINE)
_QUESTION = re.compile(r"^\*\*([^*]+\?)\*\*$", re.MULTILINE)
_TASK = re.compile(rf"^\*\*({'|'.join(SKILLS)})\.\*\* \*Task (\d+)\.\* (.+)$", re.MULTILINE)
_PREDICT = re.compile(r"^\*\*Predict\.\*\* (.+)$", re.MULTILINE)
_READING = re.compile(r"^\*\*(What changes|What it cannot show)\.\*\* (.+)$", re.MULTILINE)
_TABLE = re.compile(r"^\|(.+)\|\n\| *-", re.MULTILINE)
_CALL = re.compile(r"^(charts|explorers|sources|activities|quiz)\.(\w+)\((.*)\)$", re.MULTILINE)
_SECTION = re.compile(r"\bsections? (\d)(?: and (\d))?")
_TASKS = re.compile(r"\bTasks? (\d+)(?:( to | and )(\d+))?")
_ABILITY = re.compile(r"^- (.+) \((Tasks? [^)]+)\)$", re.MULTILINE)
_DISCUSS = re.compile(r"^Discuss:\s*(.*?)(?=\n\n(?!- )|\Z)", re.DOTALL | re.MULTILINE)
_NO_COMPUTERS = re.compile(r"^No computers\? (.+)$", re.MULTILINE)
_LISTED = re.compile(r"^(Documents|Tables): (.+)\.$", re.MULTILINE)
_SHOWN = {"charts": vars(charts), "explorers": vars(explorers)}
_SHEETS = {"predict": ("prediction", predictions), "decide": ("decision", decisions)}


@dataclass
class Task:
    """A numbered task: its skill, its words without citations, and the section it stands in."""

    number: int
    skill: str
    words: str
    section: int


@dataclass
class Item:
    """Something on a page that a teacher can show.

    ``kind`` is one of chart, explorer, card, prediction, decision, deck, activity, table, poll and check;
    ``name`` is its name within the page, by which hand-written plans call it. ``section`` is 0 before the
    first section. ``changes`` and ``hides`` are the page's own reading of a chart; ``figure`` is the name
    of its file in ``figures/``, and ``sheet`` that of a sheet to print.
    """

    kind: str
    name: str
    title: str
    section: int
    changes: str = ""
    hides: str = ""
    figure: str = ""
    sheet: str = ""


@dataclass
class Section:
    """A numbered section with its supporting question."""

    number: int
    title: str
    question: str


@dataclass
class Prediction:
    """A guess that the page asks for, and the name of the picture that answers it; empty where none does."""

    words: str
    at: int
    answer: str = ""


@dataclass
class Step:
    """A step of a route: the page's words for it, its minutes, and the sections and tasks that these name."""

    words: str
    minutes: int
    sections: list
    tasks: list


class Lesson:
    """One page of the course, read for the guide.

    ``routes`` has the steps by length in minutes, as in ``{20: [Step, ...], 40: ..., 90: ...}``.
    """

    def __init__(self, name):
        notebook = pages.load(name)
        details = notebook.metadata["sinosoviet"]
        self.name = name
        self.number, self.title, self.question = name[:2], details["title"], details["question"]
        self.part, self.minutes, self.level = details["part"], details["minutes"], details["level"]
        self.supporting = details["supporting_questions"]
        glance, classroom = times.part(notebook, "At a glance"), times.part(notebook, _CLASSROOM)
        self.abilities = _ABILITY.findall(glance)
        listed = dict(_LISTED.findall(glance))
        self.documents, self.tables = listed["Documents"], re.findall(r"`(\w+)`", listed["Tables"])
        self.discuss = re.findall(r"^- (.+)$", _DISCUSS.search(classroom)[1], re.MULTILINE)
        self.no_computers = _NO_COMPUTERS.search(classroom)[1]
        self.routes = {
            length: [_step(words, minutes) for words, minutes in steps]
            for length, steps in times.routes(notebook).items()
        }
        self.sections, self.tasks, self.items, self.predictions = [], [], [], []
        self._read(notebook)
        for guess in self.predictions:
            after = (item for item in self.items[guess.at :] if item.kind in ANSWERS)
            guess.answer = next((item.name for item in after), "")

    def item(self, name):
        """The thing of that name to show; None when the page has none."""
        return next((item for item in self.items if item.name == name), None)

    def task(self, number):
        """The task of that number; None when the page has none."""
        return next((task for task in self.tasks if task.number == number), None)

    def _read(self, notebook):
        place, last, open_ = 0, None, True
        for cell in notebook.cells:
            if cell.cell_type == "code":
                for item in _items(cell, place):
                    if self.item(item.name):
                        item.name += "-2"
                    self.items.append(item)
                    last = item if item.kind in ("chart", "explorer") else last
                continue
            text = plain(cell.source)
            heading = _HEADING.match(text)
            if heading:
                open_ = bool(heading[1]) or heading[2] == "Check yourself"
                place = int(heading[1] or (place if not open_ else 0))
                if heading[1]:
                    question = _QUESTION.search(text)
                    self.sections.append(Section(place, heading[2], question[1] if question else ""))
            if not open_ or not place:
                continue
            self._take(text, place, last)

    def _take(self, text, place, last):
        self.tasks += [Task(int(number), skill, words, place) for skill, number, words in _TASK.findall(text)]
        self.predictions += [Prediction(words, len(self.items)) for words in _PREDICT.findall(text)]
        for label, words in _READING.findall(text):
            if last:
                setattr(last, "changes" if label == "What changes" else "hides", words)
        for columns in _TABLE.findall(text):
            count = sum(item.kind == "table" and item.section == place for item in self.items)
            title = " · ".join(filter(None, (column.strip(" *") for column in columns.split("|"))))
            self.items.append(Item("table", f"table-{place}{'abc'[count]}", title, place))


@cache
def load(name):
    """The lesson of that name, read once."""
    return Lesson(name)


def names():
    """Names of the lessons, in reading order."""
    return pages.names("lesson")


def plain(markdown):
    """Markdown without its citations."""
    return re.sub(r" ?\[@[^\]]+\]", "", sources.unrender_citations(markdown))


def _step(words, minutes):
    sections = [int(number) for pair in _SECTION.findall(words) for number in pair if number]
    tasks = []
    for first, between, last in _TASKS.findall(words):
        ends = [int(first), int(last or first)]
        tasks += range(ends[0], ends[1] + 1) if between == " to " else sorted(set(ends))
    return Step(words, minutes, sections, tasks)


def _items(cell, place):
    for module, function, arguments in _CALL.findall(cell.source):
        call = ast.parse(f"f({arguments})", mode="eval").body
        given = [ast.literal_eval(value) for value in call.args]
        named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        first = given[0] if given else None
        if module in _SHOWN:
            yield _picture(module, function, _SHOWN[module][function](*given, **named), cell, place)
        elif function == "card":
            yield Item("card", first, tables.by_id("documents")[first]["title"], place)
        elif function in _SHEETS:
            kind, maker = _SHEETS[function]
            sheet = f"{function}-{first}"
            yield Item(kind, sheet, _bare(maker.load(first).heading), place, sheet=sheet)
        elif function != "terms":
            kind = {"poll": "poll", "check": CHECK, "cards": "deck"}.get(function, "activity")
            title = "Check yourself" if kind == CHECK else _title_of(cell)
            yield Item(kind, function, title, place, sheet="cards" if kind == "deck" else "")


def _picture(module, function, shown, cell, place):
    sentence = (shown.chart if module == "explorers" else shown).sentence
    kind = "explorer" if module == "explorers" else "chart"
    return Item(kind, function, _bare(shown.title), place, figure=_figures().get(sentence, ""))


@cache
def _figures():
    """Names of the files in ``figures/`` by the sentence of their chart."""
    return {
        path.read_text("utf-8").split("\n\n")[1].strip(): path.stem for path in figures.folder().glob("*.txt")
    }


def _title_of(cell):
    """What an activity or a poll calls itself in bold."""
    shown = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    found = re.search(r"<strong>(.*?)</strong>", shown)
    return _bare(html.unescape(found[1])) if found else ""


def _bare(title):
    """A title without the frame around it: what comes before a colon of ours, minutes, a full stop."""
    title = re.sub(r"^(Decide before you read on|Predict, then see): ", "", title)
    return re.sub(r" \(\d+ minutes\)", "", title).rstrip(".")
