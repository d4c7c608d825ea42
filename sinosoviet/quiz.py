"""Checks for understanding that teach on the wrong answer, with no kernel.

A page's questions live in ``data/quizzes/<page>.json``; the cell that shows them holds
no answer. Each choice is a native disclosure control, so it works from the keyboard,
in a static page and without any script.
"""

import html

from sinosoviet import sources, tables
from sinosoviet.errors import known

_LETTERS = "ABCDEFGH"


def names():
    """Names of all checks and polls."""
    return sorted(path.stem for path in (tables.folder() / "quizzes").glob("*.json"))


def load(name):
    """One check or poll as a dictionary with ``kind`` (``check`` or ``poll``) and ``questions``."""
    return tables.read_json(tables.folder() / "quizzes" / f"{known('check', name, names())}.json")


def check(name):
    """The check of a page: choose an answer to open its explanation."""
    return Quiz(name, load(name))


poll = check


class Quiz:
    """Questions with an explanation for every choice."""

    def __init__(self, name, content):
        self.name = name
        self.kind = content["kind"]
        self.questions = content["questions"]

    def __repr__(self):
        lines = []
        for number, question in enumerate(self.questions, 1):
            lines.append(f"{number}. {question['question']}")
            lines += [
                f"   {letter}. {choice['text']}"
                for letter, choice in zip(_LETTERS, question["choices"], strict=False)
            ]
        return "\n".join(lines)

    def html(self):
        """The questions as an ordered list of native disclosure controls.

        It names its sources in the way of a chart, so that the page lists them in full.
        """
        asked = "".join(map(self._question, self.questions))
        return f'<ol data-sources="{" ".join(self.cited)}" data-tables="">{asked}</ol>'

    @property
    def cited(self):
        """Keys of all sources that the explanations cite, sorted."""
        said = (choice["explanation"] for question in self.questions for choice in question["choices"])
        return sorted(sources.cited_keys(" ".join(said)))

    def _question(self, question):
        choices = "".join(
            f'<details name="{self.name}-{question["id"]}" style="margin:0.3em 0">'
            f'<summary style="cursor:pointer;padding:0.25em 0">{letter}. {html.escape(choice["text"])}'
            f'</summary><p style="margin:0.2em 0 0.6em 1.4em">{self._answer(choice)}</p></details>'
            for letter, choice in zip(_LETTERS, question["choices"], strict=False)
        )
        return (
            f'<li style="margin-bottom:1em"><p><strong>{html.escape(question["question"])}</strong></p>'
            f"{choices}</li>"
        )

    def _answer(self, choice):
        explanation = sources.escape(choice["explanation"])
        if self.kind == "poll":
            return explanation
        return f"<strong>{'Right.' if choice['right'] else 'Not this one.'}</strong> {explanation}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/html": self.html()}
