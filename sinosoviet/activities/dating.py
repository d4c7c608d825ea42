"""My date: the year in which the split began, by the reader's own rules, against twelve rules and others."""

import html
from operator import itemgetter

from sinosoviet import tables
from sinosoviet.activities import table
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.controls import wide
from sinosoviet.activities.verdicts import BLANK, cited, split
from sinosoviet.activities.work import fitting
from sinosoviet.charts.breaks import rules
from sinosoviet.dates import in_words
from sinosoviet.errors import in_sentences, known, whole_number_between
from sinosoviet.wording import numbered

FIRST, LAST = 1949, 1991
LONGEST_NOTE, LONGEST_RULE = 600, 200
#: How much a rule may weigh, in words.
WEIGHTS = {0: "not at all", 1: "a little", 2: "much", 3: "most"}
_NEAREST = 3
_NOTES = ("own_rule", "against")


class Dating:
    """A year, an event, and a weight for each rule; from the weights follows a date.

    The date that follows is the weighted median: the first date up to which half of the weight
    lies, in order of time. A rule that is never met gives no date, and its weight counts for
    ``never``.
    """

    def __init__(self):
        self.rules = rules().astype(object).to_dict("records")
        self.datings = tables.records("datings")
        self.events = sorted(tables.records("events"), key=itemgetter("date", "id"))
        self.restore({})

    @property
    def content(self):
        """Year (0: none yet), event, weights above 0 by rule, and the reader's own words."""
        return {
            "year": self.year,
            "event": self.event,
            "weights": {name: weight for name, weight in self._weights.items() if weight},
            **{note: getattr(self, note) for note in _NOTES},
        }

    def restore(self, content):
        """Take over what :attr:`content` gave; rules and events that are gone are kept."""
        self.year = content.get("year", 0)
        self.event = content.get("event", "")
        self._weights = dict(content.get("weights", {}))
        self.own_rule, self.against = (content.get(note, "") for note in _NOTES)

    def choose(self, year):
        """Write down a year from 1949 to 1991, or 0 for none."""
        self.year = year if year == 0 else whole_number_between("The year", year, FIRST, LAST)

    def pick(self, event):
        """Name the event, by its id in the ``events`` table, or nothing."""
        if event:
            known("event", event, [row["id"] for row in self.events])
        self.event = event

    def weigh(self, rule, weight):
        """Give a rule a weight from 0 to 3."""
        known("rule", rule, [row["id"] for row in self.rules])
        self._weights[rule] = whole_number_between("The weight", weight, 0, max(WEIGHTS))

    def weight(self, rule):
        """Weight of one rule."""
        return self._weights.get(rule, 0)

    def note(self, which, text):
        """Keep the reader's own rule, or the fact that would change the reader's mind."""
        known("note", which, list(_NOTES))
        setattr(self, which, fitting(text, LONGEST_RULE if which == "own_rule" else LONGEST_NOTE))

    @property
    def weighed(self):
        """The rules with a weight, in order of their dates, each with its ``weight``."""
        return [{**row, "weight": self.weight(row["id"])} for row in self.rules if self.weight(row["id"])]

    @property
    def implied(self):
        """The rule whose date follows from the weights, or None if no weight is on a date."""
        chosen = self.weighed
        half, reached = sum(row["weight"] for row in chosen) / 2, 0
        for row in chosen:
            reached += row["weight"]
            if reached >= half:
                return row if isinstance(row["date"], str) else None
        return None

    @property
    def nearest(self):
        """The datings nearest to the reader's year: rows with ``apart``, in years, nearest first."""
        if not self.year:
            return []
        rows = [{**row, "apart": _apart(row, self.year)} for row in self.datings]
        rows.sort(key=lambda row: row["apart"])
        farthest = rows[min(_NEAREST, len(rows)) - 1]["apart"]
        return [row for row in rows if row["apart"] <= farthest]


def _apart(row, year):
    last = row["year_end"] or row["year"]
    return max(row["year"] - year, year - last, 0)


class MyDate(Activity):
    """The view of a :class:`Dating`."""

    kind = "dating"

    def __init__(self):
        super().__init__("When did the split begin, by your own rules?", Dating())

    @property
    def sentence(self):
        """What the reader is asked, in plain words."""
        return (
            f"Write down a year, an event and your rule. Then say how much each of the "
            f"{len(self.state.rules)} rules weighs for you: the tool shows the date that follows from "
            "your weights, how far it lies from your year, and which historians are near you."
        )

    def paper(self):
        """The same work for pen and paper."""
        cell = "border:1px solid currentColor;padding:0.3em;text-align:left"
        heads = table.heads(("Rule", "What it asks", "Weight, 0 to 3"), cell)
        body = "".join(
            f'<tr><th scope="row" style="{cell}">{row["label"]}</th><td style="{cell}">'
            f'{html.escape(row["rule"])}</td><td style="{cell}">&nbsp;</td></tr>'
            for row in self.state.rules
        )
        dates = "".join(f"<li>{_dated(row)}</li>" for row in self.state.rules)
        who = "".join(
            f"<li>{_years(row)}: {html.escape(row['who'])}. {html.escape(row['basis'])} "
            f"<em>({html.escape(cited(row['source_key']))})</em></li>"
            for row in self.state.datings
        )
        asked = "".join(
            f"<p>{label}: {BLANK}</p>"
            for label in ("Year", "Event", "My rule", "A fact that would change my mind")
        )
        return (
            f'{asked}<table style="border-collapse:collapse"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{body}</tbody></table>"
            "<p>Write the dates of your rules in a row, each as often as it weighs. The one in the middle "
            "is the date that follows.</p>"
            f"<details><summary>The dates that the rules give</summary><ol>{dates}</ol></details>"
            f"<details><summary>Who dates the split to when</summary><ul>{who}</ul></details>"
        )

    @property
    def cited(self):
        """Keys of the rules and of the datings by others."""
        cells = (cell for name in ("breaks", "datings") for cell in tables.load(name)["source_key"])
        return [key for cell in cells for key in split(cell)]

    def build(self):
        """The controls, in the order of the work."""
        import ipywidgets as widgets

        looks = wide()
        years = [("choose", 0), *((str(year), year) for year in range(FIRST, LAST + 1))]
        self._year = widgets.Dropdown(description="The split began in", options=years, **looks)
        self._event = widgets.Dropdown(description="with the event", options=[("choose", "")], **looks)
        self._own = widgets.Text(description="My rule, in my words", continuous_update=False, **looks)
        self._against = widgets.Textarea(
            description="A fact that would change my mind", continuous_update=False, rows=2, **looks
        )
        options = [(words, weight) for weight, words in WEIGHTS.items()]
        self._weights = {
            row["id"]: widgets.Dropdown(
                description=row["label"], options=options, layout={"width": "15em", "flex": "0 0 auto"}
            )
            for row in self.state.rules
        }
        self._result = widgets.HTML()
        self.on_value(self._year, self._choose)
        self.on_value(self._event, lambda event: self._keep(self.state.pick, event))
        self.on_text(self._own, lambda text: self._keep(self.state.note, "own_rule", text))
        self.on_text(self._against, lambda text: self._keep(self.state.note, "against", text))
        for rule, control in self._weights.items():
            self.on_value(control, lambda weight, rule=rule: self._weigh(rule, weight))
        asked = widgets.HTML(
            '<p style="margin:0.6em 0 0.2em"><strong>How much does each rule weigh?</strong></p>'
        )
        rows = [
            widgets.HBox(
                [self._weights[row["id"]], widgets.HTML(html.escape(row["rule"]))],
                layout={"align_items": "center"},
            )
            for row in self.state.rules
        ]
        return widgets.VBox([self._year, self._event, self._own, self._against, asked, *rows, self._result])

    def _choose(self, year):
        self._keep(self.state.choose, year)

    def _weigh(self, rule, weight):
        self.state.weigh(rule, weight)
        label = self._weights[rule].description
        self.changed(f"{label} weighs: {WEIGHTS[weight]}.")

    def _keep(self, act, *arguments):
        act(*arguments)
        self.changed("Kept.")

    def refresh(self):
        """Show the state in the controls."""
        dating = self.state
        self.show(self._year, value=dating.year)
        near = [row for row in dating.events if not dating.year or row["date"].startswith(str(dating.year))]
        picked = [row for row in dating.events if row["id"] == dating.event and row not in near]
        options = [(f"{in_words(row['date'])}: {row['title']}", row["id"]) for row in [*picked, *near]]
        self.show(self._event, options=[("choose", ""), *options])
        offered = {value for _, value in options}
        self.show(self._event, value=dating.event if dating.event in offered else "")
        self.show(self._own, value=dating.own_rule)
        self.show(self._against, value=dating.against)
        for rule, control in self._weights.items():
            self.show(control, value=dating.weight(rule))
        self._result.value = _result(dating)


@in_sentences
def my_date():
    """The reader's own date for the beginning of the split, weighed against rules and historians."""
    return MyDate()


def _dated(row):
    date = in_words(row["date"]) if isinstance(row["date"], str) else "no date"
    return (
        f"<strong>{row['label']}</strong>: {date}. {html.escape(row['what'])} "
        f"<em>Against it:</em> {html.escape(row['counter'])} "
        f"<em>({html.escape(cited(row['source_key']))})</em>"
    )


def _years(row):
    return f"{row['year']}–{row['year_end']}" if row["year_end"] else str(row["year"])


def _result(dating):
    parts = []
    if dating.weighed:
        parts.append(f'<p style="margin:0.6em 0">{_said(dating)}</p>')
        rows = "".join(
            f"<li>{_dated(row)} <em>Weight: {WEIGHTS[row['weight']]}.</em></li>" for row in dating.weighed
        )
        parts.append(f'<ul style="line-height:1.5">{rows}</ul>')
    if dating.year:
        names = "; ".join(
            f"<strong>{html.escape(row['who'])}</strong> ({_years(row)}): {html.escape(row['basis'])} "
            f"<em>({html.escape(cited(row['source_key']))})</em>"
            for row in dating.nearest
        )
        parts.append(f'<p style="margin:0.6em 0;line-height:1.5">Nearest to your {dating.year}: {names}.</p>')
    return "".join(parts)


def _said(dating):
    implied = dating.implied
    if implied is None:
        return (
            "Half of the weight or more lies on a rule that is never met: by your rules they did not break "
            f"from {FIRST} to {LAST}."
        )
    said = (
        f"By your rules they broke in <strong>{in_words(implied['date'])}</strong> "
        f"({implied['label'].lower()}): at least half of your weight lies on dates up to it."
    )
    if not dating.year:
        return f"{said} Now choose a year of your own."
    apart = int(implied["date"][:4]) - dating.year
    if not apart:
        return f"{said} That is the year you wrote down."
    later = "later" if apart > 0 else "earlier"
    return (
        f"{said} That is {numbered(abs(apart), 'year')} {later} than your {dating.year}. Which will you "
        "change, the year or the weights? Or which rule is missing here?"
    )
