"""Audit: the claim check of a page of the reader's own choice."""

import html

from sinosoviet.activities import verdicts
from sinosoviet.activities.activity import Activity, download
from sinosoviet.activities.controls import WRAPPED, button, wide
from sinosoviet.activities.verdicts import BLANK, VERDICTS, legend
from sinosoviet.activities.work import fitting
from sinosoviet.errors import CourseError, RangeError, in_sentences, known

MOST_CLAIMS = 10
#: The fields of the page and of one claim, with the longest text for each.
PAGE = {"title": 160, "kind": 40, "maker": 120, "read_on": 40}
CLAIM = {"claim": 400, "verdict": 20, "evidence": 600, "source": 300, "sentence": 500}
KINDS = (
    "encyclopedia entry",
    "textbook",
    "news page",
    "blog",
    "video",
    "student essay",
    "AI answer",
    "other",
)
_LABELS = {
    "title": "Title of the page",
    "maker": "Who made it, and when",
    "read_on": "Day you read it",
    "claim": "The page says",
    "evidence": "What the evidence says",
    "source": "Your source, with page or link",
    "sentence": "A sentence one could print",
}
_EMPTY = dict.fromkeys(CLAIM, "")
_CLAIMS_ON_PAPER = 5


class Report:
    """A page, and up to ten of its claims with verdict, evidence, source and a better sentence."""

    def __init__(self):
        self.restore({})

    @property
    def content(self):
        """The page's fields and the claims in order; ``at`` is the position of the claim in view."""
        return {"page": dict(self._page), "claims": [dict(claim) for claim in self._claims], "at": self.at}

    def restore(self, content):
        """Take over what :attr:`content` gave."""
        self._page = {**dict.fromkeys(PAGE, ""), **content.get("page", {})}
        self._claims = [dict(claim) for claim in content.get("claims", [_EMPTY])]
        self.at = min(content.get("at", 0), len(self._claims) - 1)
        self._removed = None

    @property
    def page(self):
        """The fields of the page."""
        return dict(self._page)

    @property
    def claims(self):
        """The claims, as dictionaries of the reader's own."""
        return [dict(claim) for claim in self._claims]

    @property
    def claim(self):
        """The claim in view."""
        return dict(self._claims[self.at])

    def describe(self, field, text):
        """Fill in a field of the page."""
        known("field of the page", field, list(PAGE))
        if field == "kind" and text:
            known("kind of page", text, KINDS)
        self._page[field] = fitting(text, PAGE[field])

    def write(self, field, text):
        """Fill in a field of the claim in view."""
        known("field of a claim", field, list(CLAIM))
        if field == "verdict" and text:
            known("verdict", text, list(VERDICTS))
        self._claims[self.at][field] = fitting(text, CLAIM[field])

    def go(self, place):
        """Bring another claim into view, from 0."""
        if not isinstance(place, int) or not 0 <= place < len(self._claims):
            raise RangeError("The claim", place + 1, 1, len(self._claims))
        self.at = place

    def add(self):
        """Add an empty claim after the last and bring it into view."""
        if len(self._claims) >= MOST_CLAIMS:
            raise CourseError(f"An audit has {MOST_CLAIMS} claims at most. Choose the ones that matter most.")
        self._claims.append(dict(_EMPTY))
        self.at = len(self._claims) - 1

    def remove(self):
        """Take the claim in view away; :meth:`put_back` brings back the last one taken."""
        self._removed = self.at, self._claims.pop(self.at)
        if not self._claims:
            self._claims.append(dict(_EMPTY))
        self.at = min(self.at, len(self._claims) - 1)

    @property
    def can_put_back(self):
        """Whether a claim was taken away since the work was opened."""
        return self._removed is not None

    def put_back(self):
        """Bring back the claim that was taken away last, to its place."""
        if self._removed is None:
            raise CourseError("No claim was taken away since you opened this work.")
        place, claim = self._removed
        if self._claims == [_EMPTY]:
            self._claims = []
        elif len(self._claims) >= MOST_CLAIMS:
            raise CourseError(f"An audit has {MOST_CLAIMS} claims at most. Take another away first.")
        self._claims.insert(place, claim)
        self.at, self._removed = min(place, len(self._claims) - 1), None

    def words(self):
        """The audit in plain words, to print or to hand in."""
        page = self._page
        about = ", ".join(filter(None, (page["kind"], page["maker"])))
        lines = [f"Audit of a page: {page['title'] or 'no title yet'}{f' ({about})' if about else ''}"]
        lines += [f"Read on {page['read_on']}."] if page["read_on"] else []
        filled = [claim for claim in self._claims if claim != _EMPTY]
        for number, claim in enumerate(filled, 1):
            lines += ["", f"{number}. The page says: {claim['claim'] or '…'}"]
            lines += [
                f"   {label}: {claim[field] or '…'}"
                for field, label in (
                    ("verdict", "Verdict"),
                    ("evidence", "Evidence"),
                    ("source", "Source"),
                    ("sentence", "One could print"),
                )
            ]
        judged = [claim["verdict"] for claim in filled if claim["verdict"]]
        counts = [f"{judged.count(verdict)} {verdict}" for verdict in VERDICTS if verdict in judged]
        lines += ["", f"Verdicts: {', '.join(counts) or 'none yet'}."]
        return "\n".join(lines) + "\n"


class Audit(Activity):
    """The view of a :class:`Report`."""

    kind = "audit"

    def __init__(self):
        super().__init__("Audit a page of your own.", Report())

    @property
    def sentence(self):
        """What the reader is asked, in plain words."""
        return (
            f"Choose a page on the split, copy up to {MOST_CLAIMS} claims, and give each a verdict, the "
            "evidence, a source and a sentence that one could print. Then take your audit away in words."
        )

    def paper(self):
        """The same work for pen and paper."""
        about = "".join(
            f"<p>{label}: {BLANK}</p>"
            for label in (_LABELS["title"], "Kind of page", _LABELS["maker"], _LABELS["read_on"])
        )
        asked = (_LABELS[field] for field in ("claim", "evidence", "source", "sentence"))
        lines = [f"{label}: {BLANK}" for label in asked]
        lines.insert(1, f"Circle: {' · '.join(VERDICTS)}")
        item = f'<li style="margin-bottom:0.9em;line-height:1.9">{"<br>".join(lines)}</li>'
        return f"{about}<p>The five verdicts:</p>{legend()}<ol>{item * _CLAIMS_ON_PAPER}</ol>"

    def build(self):
        """The controls, in the order of the work."""
        import ipywidgets as widgets

        looks = wide()
        self._about = {
            field: widgets.Text(description=_LABELS[field], continuous_update=False, **looks)
            for field in ("title", "maker", "read_on")
        }
        self._about["kind"] = widgets.Dropdown(
            description="Kind of page", options=[("choose", ""), *((kind, kind) for kind in KINDS)], **looks
        )
        self._which = widgets.HTML()
        self._fields = {
            field: widgets.Textarea(description=_LABELS[field], continuous_update=False, rows=rows, **looks)
            for field, rows in (("claim", 2), ("evidence", 3), ("source", 2), ("sentence", 2))
        }
        self._verdict = verdicts.buttons()
        names = ("Back", "Next", "Add a claim", "Take this claim away", "Put it back", "In words")
        self._back, self._next, self._add, self._remove, self._put, self._words = map(button, names)
        self._said = widgets.HTML()
        for field, control in self._about.items():
            self.on_text(control, lambda text, field=field: self._describe(field, text))
        for field, control in self._fields.items():
            self.on_text(control, lambda text, field=field: self._write(field, text))
        self.on_value(self._verdict, lambda verdict: verdict and self._write("verdict", verdict))
        self.on_click(self._back, lambda: self._go(-1))
        self.on_click(self._next, lambda: self._go(1))
        for pressed, act, said in (
            (self._add, self.state.add, "Added a claim."),
            (self._remove, self.state.remove, "Took the claim away; Put it back undoes that."),
            (self._put, self.state.put_back, "Put the claim back."),
        ):
            self.on_click(pressed, lambda act=act, said=said: self._do(act, said))
        self.on_click(self._words, self._export)
        return widgets.VBox(
            [
                *(self._about[field] for field in ("title", "kind", "maker", "read_on")),
                self._which,
                self._fields["claim"],
                self._verdict,
                *(self._fields[field] for field in ("evidence", "source", "sentence")),
                widgets.HBox([self._back, self._next, self._add], layout=WRAPPED),
                widgets.HBox([self._remove, self._put, self._words], layout=WRAPPED),
                self._said,
            ]
        )

    def _describe(self, field, text):
        self.state.describe(field, text)
        self.changed("Kept.")

    def _write(self, field, text):
        self.state.write(field, text)
        self.changed(f"Judged: {text}." if field == "verdict" else "Kept.")

    def _go(self, step):
        place = self.state.at + step
        if not 0 <= place < len(self.state.claims):
            raise CourseError(f"This is the {'last' if step > 0 else 'first'} claim of your audit.")
        self._do(lambda: self.state.go(place), None)

    def _do(self, act, said):
        self.insist()
        act()
        self.changed(said or f"Claim {self.state.at + 1} of {len(self.state.claims)}.")

    def _export(self):
        words = self.state.words()
        link = download("audit.txt", words.encode("utf-8"), "text/plain;charset=utf-8")
        self._said.value = (
            '<pre style="white-space:pre-wrap;border:1px solid currentColor;border-radius:4px;'
            f'padding:0.6em;line-height:1.5">{html.escape(words)}</pre><p>{link}</p>'
        )
        self.say("Your audit stands above, in words. Copy it, print it, or download it.")

    def refresh(self):
        """Show the state in the controls."""
        report, claim = self.state, self.state.claim
        for field, control in self._about.items():
            offered = field != "kind" or report.page[field] in KINDS
            self.show(control, value=report.page[field] if offered else "")
        total = len(report.claims)
        self._which.value = (
            f'<p style="margin:0.6em 0 0.2em"><strong>Claim {report.at + 1} of {total}</strong></p>'
        )
        for field, control in self._fields.items():
            self.show(control, value=claim[field])
        self.show(self._verdict, value=claim["verdict"] or None)
        self._said.value = ""


@in_sentences
def audit():
    """A form for auditing a page of the reader's own choice."""
    return Audit()
