"""What the class sees of a cell's output: a still, a live explorer, a card, a question, an activity."""

import html

from sinosoviet.slides.prose import markdown


def bodies(cell):
    """HTML of one slide or more for each output of a code cell; an output with nothing to see gives none."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            yield from _from_html(data["text/html"])
        elif "text/markdown" in data:
            yield _card(data["text/markdown"])


def _from_html(text):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    for picture in soup.find_all("img"):
        del picture["style"]
    explorer, activity = soup.select_one(".explorer"), soup.select_one("[data-activity]")
    if explorer:
        return [_explorer(explorer)]
    if activity:
        return [_activity(activity)]
    if soup.figure:
        return [_still(soup.figure)]
    return [_question(item) for item in soup.select("ol > li")]


def _still(figure):
    caption = figure.figcaption.find_all("p")[-1].get_text()
    return f"<figure>{figure.img}<figcaption>{_escaped(caption)}</figcaption></figure>"


def _explorer(explorer):
    for state in explorer.select(".state"):
        sentence, caption = state.find_all("p", recursive=False)
        sentence.decompose()
        del caption["style"]
        state.details.decompose()
    return str(explorer)


def _question(item):
    asked = item.find("p").extract()
    choices = "".join(str(choice) for choice in item.find_all("details"))
    return f"<h3>{_escaped(asked.get_text())}</h3>{choices}"


def _activity(activity):
    first = activity.find("p")
    title = first.strong.extract().get_text()
    return (
        f"<h3>{_escaped(title)}</h3><p>{_escaped(first.get_text().strip())}</p>"
        "<p>On screen: the page in JupyterLab. On paper: the printed page.</p>"
    )


def _card(text):
    return f'<div class="card">{markdown(text)}</div>'


def _escaped(text):
    return html.escape(text, quote=False)
