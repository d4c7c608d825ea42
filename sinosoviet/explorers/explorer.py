"""The explorer object: a set of charts, one for each choice, switched in the browser.

Every state is drawn once. The control and the pictures are linked in the browser, so the
explorer answers at once, and still works in an exported page that has no kernel.
"""

import base64
import html

from sinosoviet.charts.chart import picture_html, rows_html
from sinosoviet.errors import known
from sinosoviet.stored import WIDGET_VIEW

_MOST_BUTTONS = 12


class Explorer:
    """Charts to choose from.

    Parameters
    ----------
    title : str
        What the explorer lets a reader do.
    label : str
        Name of the control, such as ``Year``.
    states : dict of str to Chart
        The charts by choice, in order. At least two.
    start : str
        The choice shown first, and on paper.
    """

    def __init__(self, title, label, states, start):
        if len(states) < 2:
            raise ValueError("An explorer needs at least two states.")
        self.title = title
        self.label = label
        self.states = dict(states)
        self.start = known(label.lower(), start, list(self.states))
        self._widget = None

    @property
    def chart(self):
        """The chart shown first."""
        return self.states[self.start]

    @property
    def sentence(self):
        """What the explorer offers, and what each of its charts says."""
        lines = [f"{self.title} {self.label}: {', '.join(self.states)}."]
        lines += [f"{choice}: {chart.sentence}" for choice, chart in self.states.items()]
        return "\n".join(lines)

    def __repr__(self):
        return self.sentence

    @property
    def widget(self):
        """The live view: an ipywidgets box with the control and one picture for each choice."""
        if self._widget is None:
            self._widget = self._build()
        return self._widget

    def _build(self):
        import ipywidgets as widgets

        choices, start = list(self.states), list(self.states).index(self.start)
        options = {"options": choices, "index": start, "description": self.label}
        # Many choices stand in a list, not on a slider: the handle of a slider has no name that a
        # screen reader could say, while the label of a list belongs to it wherever it is shown.
        if len(choices) <= _MOST_BUTTONS:
            control = widgets.ToggleButtons(**options, style={"button_width": "auto"})
        else:
            control = widgets.Dropdown(**options, layout={"width": "max-content"})
        frames = widgets.Stack(
            [widgets.HTML(_frame(chart)) for chart in self.states.values()], selected_index=start
        )
        widgets.jslink((control, "index"), (frames, "selected_index"))
        heading = widgets.HTML(f"<strong>{html.escape(self.title)}</strong>")
        return widgets.VBox([heading, control, frames], layout={"max_width": "960px"})

    def html(self):
        """The first chart as a still, with the sentences of all the others beneath it."""
        rest = "".join(
            f"<li><strong>{html.escape(choice)}.</strong> {html.escape(chart.sentence)}</li>"
            for choice, chart in self.states.items()
        )
        return (
            f"{self.chart.html()}<details><summary>{html.escape(self.title)} In words, for each "
            f"{html.escape(self.label.lower())}</summary><ul>{rest}</ul></details>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": self.sentence,
            "text/html": self.html(),
            "image/png": base64.b64encode(self.chart.still).decode("ascii"),
            WIDGET_VIEW: {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.widget.model_id,
            },
        }


def _frame(chart):
    return (
        f"{picture_html(chart.png(), chart.sentence)}"
        f'<p style="line-height:1.45;margin:0.4em 0">{html.escape(chart.sentence)}</p>'
        f'<p style="line-height:1.45;margin:0.4em 0;font-size:0.92em">{html.escape(chart.caption)}</p>'
        f"{rows_html(chart.table)}"
    )
