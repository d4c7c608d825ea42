"""The evidence matrix in HTML: what a reader sees of it, on screen and on paper."""

import html

from sinosoviet import sources
from sinosoviet.activities.evidence import MARKS, STEPS, named
from sinosoviet.activities.ranking import FEWEST, LOWER
from sinosoviet.activities.table import cells, heads, scroll
from sinosoviet.wording import numbered, shortened

SIGNS = dict(zip(MARKS, ("++", "+", "·", "–", "––", "n/r"), strict=True))
PLAINLY = "The arithmetic informs your judgment; it does not replace it."
QUESTION = "Suppose this explanation is right: is this piece what you would expect to find?"
COUNTING = (
    "Work across. Take one piece of evidence and go through all the explanations; then take the next. "
    f"Ask of each cell: {QUESTION[0].lower()}{QUESTION[1:]}",
    "Points against: – is 1 point and –– is 2, times the weight of the piece (high reliability 3, "
    "medium 2, low 1). So – for a piece of high reliability is 1 × 3 = 3 points; –– for one of low "
    "reliability is 2 × 1 = 2. Add them up for each explanation.",
    "Points for are added in the same way and shown apart. They are never subtracted: one piece can fit "
    "several explanations, so what fits proves little, and what does not fit says more.",
    "Ranking: the fewest points against come first; equal points share a place. Nobody leads before "
    f"every explanation has been weighed with {FEWEST} pieces, and with half as many as the one weighed "
    "most: what nobody has looked at has nothing against it. Neutral counts as weighed; not relevant "
    "does not.",
    "What decides: number the marks +2, +1, 0, −1, −2 from ++ to ––. Take the lowest step in the row from "
    "the highest, and multiply by the weight. A piece with 0 says the same of every explanation: it "
    "separates nothing.",
    "Doubt: take one piece out, or trust it one grade less, and count again. If the first place changes, "
    "your ranking hangs on that piece.",
)
WHOSE = (
    "The frame, the search for what speaks against, the pieces that separate nothing and the doubting of "
    "single pieces come from Richards Heuer’s analysis of competing hypotheses [@heuer1999, chapter 8]. One "
    "point and two points, for evidence against only, come from later software [@burton_ach]. The weights "
    "3, 2 and 1, the measure of what decides and the rule for a first place are this course’s own."
)
_BORDER = "border:1px solid currentColor"
_LEFT = "padding:0.25em 0.5em;text-align:left;vertical-align:top;white-space:normal"
_CENTER = "padding:0.15em 0.4em;text-align:center"
_BOX = f"{_BORDER};padding:0.1em;text-align:center;min-width:2.2em"
_UPRIGHT = f"{_BORDER};writing-mode:vertical-rl;text-align:left;padding:0.4em 0.1em;white-space:nowrap"
_TABLE = "border-collapse:collapse;margin:0.4em 0;line-height:1.35"
_TINT = {1: "background:rgba(0,114,178,0.16)", 0: "", -1: "background:rgba(213,94,0,0.18)"}
_MOST_DECISIVE = 10


def caption(piece, longest=84):
    """Date and beginning of a piece, for a list."""
    return shortened(f"{piece.date} · {piece.statement}", longest)


def key():
    """The signs and what they mean."""
    signs = ", ".join(f"<strong>{sign}</strong> {mark}" for mark, sign in SIGNS.items())
    return f"Marks: {signs}, <strong>blank</strong> not weighed yet."


def asked():
    """What to ask of each cell, with the key, above the row of marks."""
    return f'<p style="margin:0.4em 0 0.2em;line-height:1.45">{QUESTION}<br>{key()}</p>'


def counting():
    """How everything is counted, step by step, and whose idea each step is."""
    steps = "".join(f"<li style='margin-bottom:0.4em'>{html.escape(step)}</li>" for step in COUNTING)
    return f"<ol style='line-height:1.45'>{steps}</ol><p style='line-height:1.45'>{sources.escape(WHOSE)}</p>"


def explanations_table(explanations):
    """What each explanation claims and what would count for and against it, to open on request."""
    rows = "".join(
        f'<tr><th scope="row" style="{_BORDER};{_LEFT}">{html.escape(entry.name)}<br>'
        f'<span style="font-weight:normal">{entry.school} school; {html.escape(entry.source)}</span></th>'
        f"{cells((entry.claim, entry.counts_for, entry.counts_against), f'{_BORDER};{_LEFT}')}</tr>"
        for entry in explanations
    )
    columns = ("Explanation", "It claims", "What would count for it", "What would count against it")
    table = (
        f'<table style="{_TABLE}"><thead><tr>{heads(columns, f"{_BORDER};{_LEFT}")}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    return (
        "<details><summary>What each explanation claims, and what would count for it and against it</summary>"
        f"{scroll('Explanations', table)}</details>"
    )


def blank(pieces, explanations):
    """An empty matrix to fill in by hand, with the editors' suggestion of reliability."""
    columns = heads(["Reliability", *(entry.label for entry in explanations)], _UPRIGHT)
    boxes = f'<td style="{_BOX}"></td>' * len(explanations)
    rows = "".join(
        f'<tr style="break-inside:avoid"><th scope="row" style="{_BORDER};{_LEFT};font-weight:normal">'
        f"<strong>{number}. {html.escape(piece.when)}.</strong> {html.escape(piece.statement)} "
        f"<em>{html.escape(piece.source)}</em></th>"
        f'<td style="{_BOX}">{piece.suggested}</td>{boxes}</tr>'
        for number, piece in enumerate(pieces, 1)
    )
    foot = "".join(
        f'<tr><th scope="row" style="{_BORDER};{_LEFT}">{text}</th><td style="{_BOX}"></td>{boxes}</tr>'
        for text in ("Points against", "Points for")
    )
    return scroll(
        "Blank matrix",
        f'<table style="{_TABLE}">'
        '<caption style="text-align:left">The matrix. Reliability is the editors’ suggestion: '
        "cross it out where you judge otherwise.</caption>"
        f'<thead><tr><th scope="col" style="{_BORDER};{_LEFT};min-width:22em">Evidence</th>'
        f"{columns}</tr></thead><tbody>{rows}</tbody><tfoot>{foot}</tfoot></table>",
    )


def piece_card(piece, listed):
    """One piece of evidence as a card."""
    number = [entry.id for entry in listed].index(piece.id) + 1
    facts = [f"Source: {html.escape(piece.source)}."]
    if piece.document:
        facts.append(f"Document: {html.escape(piece.document)}.")
    if piece.chart:
        facts.append(f"Chart: <code>{html.escape(piece.chart)}</code>.")
    if piece.page:
        name = html.escape(piece.page)
        facts.append(
            f'Taught on <a href="{name}.ipynb" target="_blank" rel="noopener" '
            f'style="text-decoration:underline">{name}</a>.'
        )
        facts.append(
            f"The editors suggest <strong>{piece.suggested}</strong> reliability: "
            f"{html.escape(piece.suggested_why)}"
        )
    return (
        '<div style="border-left:4px solid currentColor;padding:0.1em 0.8em;margin:0.4em 0;line-height:1.45">'
        f"<p style='margin:0.3em 0'>Piece {number} of {len(listed)} · {html.escape(piece.kind)} · "
        f"<strong>{html.escape(piece.when)}</strong></p>"
        f"<p style='margin:0.3em 0;font-size:1.12em'>{html.escape(piece.statement)}</p>"
        f"<p style='margin:0.3em 0;font-size:0.92em'>{' '.join(facts)}</p></div>"
    )


def overview(page, pieces, state, explanations, at):
    """The pieces of one page as a table: a row for each, by date, with a sign in each cell."""
    columns = heads(["Reliability", *(entry.label for entry in explanations)], _UPRIGHT)
    rows = "".join(_overview_row(piece, state, explanations, piece.id == at) for piece in pieces)
    return (
        f'<table style="{_TABLE};table-layout:fixed;width:100%">'
        f'<caption style="text-align:left;font-weight:600">{html.escape(page)}</caption><thead><tr>'
        f'<th scope="col" style="{_BORDER};{_LEFT};width:26%">Evidence</th>'
        f"{columns}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _overview_row(piece, state, explanations, here):
    marks = []
    for entry in explanations:
        mark, reason = state.cell(piece.id, entry.id)
        step = (STEPS[mark] or 0) if mark else 0
        tint = _TINT[(step > 0) - (step < 0)]
        told = f' title="{html.escape(reason)}"' if reason else ""
        marks.append(f'<td style="{_BORDER};text-align:center;{tint}"{told}>{SIGNS.get(mark, "")}</td>')
    arrow = "<strong>▸ " if here else ""
    closed = "</strong>" if here else ""
    return (
        f'<tr><th scope="row" style="{_BORDER};{_LEFT};font-weight:normal">'
        f"{arrow}{html.escape(caption(piece, 72))}{closed}</th>"
        f'<td style="{_BORDER};text-align:center;font-size:0.85em">{state.grade(piece.id)}</td>'
        f"{''.join(marks)}</tr>"
    )


def verdict(ranking, names):
    """Who leads, in one or two sentences, or why nobody does."""
    tallies = ranking.tallies
    if not any(entry.weighed or entry.not_relevant for entry in tallies.values()):
        return f"No explanation leads: the matrix is empty. Weigh each with at least {FEWEST} pieces."
    if ranking.thin:
        thin = ", ".join(f"{names[name].name} ({tallies[name].weighed})" for name in ranking.thin)
        return (
            f"No explanation leads yet: each must be weighed with {ranking.wanted} pieces at least. "
            f"Too few so far: {thin}."
        )
    if not ranking.leaders:
        return "No explanation leads: all have the same points against them."
    points = ranking.places[0][0]
    who = named(names, ranking.leaders)
    level = (
        f"{who} are level, with the least against them"
        if len(ranking.leaders) > 1
        else f"{who} has the least against it"
    )
    return f"{level}: {numbered(points, 'point')}. The next has {numbered(ranking.places[1][0], 'point')}."


def ranking_table(ranking, names, strangers):
    """The ranking as bars with numbers, best first; what is weighed too seldom stands last."""
    place = {}
    for points, tied in ranking.places:
        before = sum(len(others) for fewer, others in ranking.places if fewer < points)
        place.update(dict.fromkeys(tied, f"{before + 1}{'=' if len(tied) > 1 else ''}"))
    order = [*place, *ranking.thin]
    most = max([1, *(max(entry.against, entry.in_favor) for entry in ranking.tallies.values())])
    rows = "".join(
        f'<tr><td style="{_CENTER}">{place.get(name, "?")}</td>'
        f'<th scope="row" style="{_LEFT};font-weight:normal">{html.escape(names[name].name)}</th>'
        f"{_bar(entry.against, most, True)}{_bar(entry.in_favor, most, False)}"
        f"{cells((entry.weighed, entry.empty), _CENTER)}</tr>"
        for name in order
        for entry in [ranking.tallies[name]]
    )
    columns = "".join(
        (
            heads(["Place"], _CENTER),
            heads(["Explanation"], _LEFT),
            heads(["Points against"], f"{_LEFT};width:34%"),
            heads(["Points for (not subtracted)"], f"{_LEFT};width:22%"),
            heads(["Weighed", "Empty"], _CENTER),
        )
    )
    return (
        f'<p style="margin:0.6em 0 0.2em;line-height:1.45"><strong>{html.escape(verdict(ranking, names))}'
        f"</strong> {' '.join(_cautions(ranking, strangers))}</p>"
        f'<table style="{_TABLE};width:100%"><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _cautions(ranking, strangers):
    tallies = ranking.tallies
    empty = sum(entry.empty for entry in tallies.values())
    every = empty + sum(entry.weighed + entry.not_relevant for entry in tallies.values())
    yield f"{empty} of {every} cells are empty."
    if ranking.leaders and 2 * empty > every:
        yield "Most of the matrix is empty still: take this for a first sketch."
    fewest = min((tallies[name].weighed for name in ranking.leaders), default=0)
    most = max(entry.weighed for entry in tallies.values())
    if ranking.leaders and fewest < most:
        yield (
            f"What leads has been weighed with {fewest} pieces, others with up to {most}: it has had fewer "
            "chances to collect points against."
        )
    if strangers:
        yield (
            f"{strangers} marks for pieces or explanations that this course does not have are kept in your "
            "file and not counted."
        )


def _bar(points, most, solid):
    look = "background:currentColor" if solid else "border:1px solid currentColor;box-sizing:border-box"
    bar = (
        f'<span aria-hidden="true" style="display:inline-block;height:0.7em;width:{75 * points / most:.0f}%;'
        f'margin-right:0.4em;{look}"></span>'
        if points
        else ""
    )
    return f'<td style="padding:0.15em 0.5em;text-align:left">{bar}{points}</td>'


def _told(piece):
    return f"{html.escape(piece.when)}. {html.escape(piece.statement)}"


def deciding(found, pieces):
    """Which pieces separate the explanations, and which separate nothing."""
    telling = [entry for entry in found if entry.value]
    silent = [entry for entry in found if not entry.value]
    if not found:
        return "<p>Mark one piece for two explanations or more to see what it decides.</p>"
    rows = "".join(
        f"<li><strong>{entry.value}</strong> = {entry.spread} steps × weight {entry.weight}: "
        f"{_told(pieces[entry.piece])}</li>"
        for entry in telling[:_MOST_DECISIVE]
    )
    rest = len(telling) - _MOST_DECISIVE
    more = f"<p>{rest} more pieces separate less than these.</p>" if rest > 0 else ""
    decide = (
        "<p>These pieces tell the explanations apart, the clearest first (12 is the most possible).</p>"
        f"<ol>{rows}</ol>{more}"
        if telling
        else "<p>No piece tells the explanations apart yet.</p>"
    )
    nothing = "".join(f"<li>{_told(pieces[entry.piece])}</li>" for entry in silent)
    idle = (
        "<p>These pieces have the same mark for every explanation you weighed. They may be true and "
        f"important, but they separate nothing:</p><ul>{nothing}</ul>"
        if silent
        else ""
    )
    return f'<div style="line-height:1.45">{decide}{idle}</div>'


def doubting(found, ranking, grades, pieces, names):
    """Which single pieces change the first place when they are doubted."""
    if not ranking.leaders:
        return f"<p>{html.escape(verdict(ranking, names))} So there is nothing to doubt yet.</p>"
    who = html.escape(named(names, ranking.leaders))
    if not found:
        return (
            f"<p>{who}: first whatever single piece is doubted. Two pieces together may still change it.</p>"
        )

    def then(leaders):
        return html.escape(named(names, leaders)) or "nobody: all are level"

    rows = ""
    for entry in found:
        said = []
        if entry.without is not None:
            said.append(f"Without it: <strong>{then(entry.without)}</strong>.")
        if entry.lowered is not None:
            said.append(
                f"With its reliability {LOWER[grades[entry.piece]]} instead of {grades[entry.piece]}: "
                f"<strong>{then(entry.lowered)}</strong>."
            )
        rows += f"<li>{_told(pieces[entry.piece])}<br>{' '.join(said)}</li>"
    return (
        f'<div style="line-height:1.45"><p>Now first: {who}. The first place hangs on '
        f"{numbered(len(found), 'piece')}, each doubted alone:</p><ul>{rows}</ul></div>"
    )
