"""The gap between a guess and the data, in words: where, which way, and what it may rest on.

There is no mark out of ten. Explaining the gap is what teaches: readers who were prompted to
predict and to explain recalled and understood more than a control group
(Kim, Reinecke and Hullman, 2017).
"""

import html
from collections import Counter
from itertools import pairwise

from sinosoviet.activities.grid import value_in_words
from sinosoviet.activities.table import cells, heads
from sinosoviet.predictions import YEAR
from sinosoviet.wording import listed, numbered

_CELL = "text-align:right;padding:0.15em 0.9em"


def sentences(prediction, guesses):
    """What the gap shows, one sentence each.

    ``guesses`` are the reader's values by id; ids that the prediction does not have are passed over.
    """
    if prediction.kind == "year":
        return list(_year(prediction, guesses))
    said = [*_furthest(prediction, guesses), *_lean(prediction, guesses)]
    if prediction.kind == "levels":
        said += _order(prediction, guesses)
    else:
        said += [*_direction(prediction, guesses), *_turn(prediction, guesses), *_sum(prediction, guesses)]
    said += _missing(prediction, guesses)
    return [*said, _assumed(prediction, [off for _, _, off in _gaps(prediction, guesses)])]


def table(prediction, guesses):
    """Guess, data and gap, point by point, as an HTML table."""
    rows = []
    for point in prediction.asked if prediction.kind != "year" else ():
        guess = guesses.get(point.id)
        values = (
            "left out" if guess is None else prediction.number(guess),
            value_in_words(prediction, point),
            "" if guess is None or point.is_gap else _signed(prediction, point, guess),
        )
        rows.append(
            f'<tr><th scope="row" style="text-align:left;padding:0.15em 0.9em 0.15em 0">'
            f"{html.escape(point.label)}</th>{cells(values, _CELL)}</tr>"
        )
    return (
        f'<table style="border-collapse:collapse"><caption style="text-align:left">'
        f"In {html.escape(prediction.unit)}</caption><thead><tr><td></td>"
        f"{heads(('your guess', 'the data', 'you were'), _CELL)}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
        if rows
        else ""
    )


def _signed(prediction, point, guess):
    off = point.off(guess)
    if round(off, prediction.digits) == 0:
        return "on it" if point.low == point.high else "within it"
    return f"{prediction.number(abs(off))} too {'high' if off > 0 else 'low'}"


def _gaps(prediction, guesses):
    """Points that have both a guess and a value, with how far the guess is off."""
    return [
        (point, guesses[point.id], point.off(guesses[point.id]))
        for point in prediction.asked
        if point.id in guesses and not point.is_gap
    ]


def _furthest(prediction, guesses):
    gaps = _gaps(prediction, guesses)
    if not gaps:
        yield "You left everything out, so there is no gap to look at."
        return
    point, guess, off = max(gaps, key=lambda gap: abs(gap[2]))
    if abs(off) <= prediction.near:
        if len(gaps) == 1:
            yield f"Your guess for {point.label} was {prediction.amount(abs(off))} off."
            return
        yield f"You were never further off than {prediction.amount(abs(off))}."
        return
    place = "for" if prediction.kind == "levels" else "in"
    yield (
        f"You were furthest off {place} {point.label}: {prediction.number(guess)} against "
        f"{value_in_words(prediction, point)} {prediction.unit}, "
        f"{prediction.number(abs(off))} too {'high' if off > 0 else 'low'}."
    )


def _leans(prediction, guesses):
    near = prediction.near
    return Counter(
        "near" if abs(off) <= near else "high" if off > 0 else "low"
        for _, _, off in _gaps(prediction, guesses)
    )


def _lean(prediction, guesses):
    leans = _leans(prediction, guesses)
    if leans.total() > 1:
        near = f"within {prediction.amount(prediction.near)}"
        counted = {"high": "too high", "low": "too low", "near": near}
        parts = [f"{words} {_times(leans[lean])}" for lean, words in counted.items() if leans[lean]]
        yield f"Of {leans.total()} guesses: {', '.join(parts)}."


def _times(count):
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _way(prediction, start, end):
    if abs(end - start) <= prediction.near:
        return "hardly changes"
    return "rises" if end > start else "falls"


def _lines(prediction, guesses):
    """The last given point and all points with both a guess and a value: (label, at, guess, value)."""
    start = [(point.label, point.at, point.low, point.low) for point in prediction.given[-1:]]
    both = _gaps(prediction, guesses)
    return start + [(point.label, point.at, guess, point.low) for point, guess, _ in both]


def _direction(prediction, guesses):
    lines = _lines(prediction, guesses)
    if len(lines) > 1:
        (first, _, *start), (last, _, *end) = lines[0], lines[-1]
        yours, data = (_way(prediction, a, b) for a, b in zip(start, end, strict=True))
        if yours == data:
            yield f"The direction is right: from {first} to {last} the line {data}."
        else:
            yield (
                f"The direction is not right: from {first} to {last} your line {yours}, "
                f"and the data’s {data}."
            )


def turn(values, near):
    """Index and kind (``peaks`` or ``dips``) of the inner value that stands out most, or None.

    It must lie further above, or further below, both ends than ``near``.
    """
    best = None
    for index, value in enumerate(values[1:-1], 1):
        above = value - max(values[0], values[-1])
        below = min(values[0], values[-1]) - value
        for height, kind in ((above, "peaks"), (below, "dips")):
            if height > near and (best is None or height > best[0]):
                best = height, index, kind
    return best[1:] if best else None


def _turn(prediction, guesses):
    lines = _lines(prediction, guesses)
    yours, data = (turn([line[side] for line in lines], prediction.near) for side in (2, 3))
    if data is None:
        if yours:
            yield f"Your line {yours[1]} in {lines[yours[0]][0]}; the data have no such turn."
        return
    where = lines[data[0]][0]
    if yours is None:
        yield f"The data’s line {data[1]} in {where}; yours has no turn."
    elif yours[1] != data[1]:
        yield f"The data’s line {data[1]} in {where}; yours {yours[1]} in {lines[yours[0]][0]}."
    elif yours[0] == data[0]:
        yield f"You put the turn where it is: the line {data[1]} in {where}."
    else:
        years = abs(lines[yours[0]][1] - lines[data[0]][1])
        late = "late" if lines[yours[0]][1] > lines[data[0]][1] else "early"
        yield (
            f"Your line {yours[1]} in {lines[yours[0]][0]}, {_years(years)} too {late}: "
            f"the data’s in {where}."
        )


def _years(years):
    if years < 1:
        return numbered(max(1, round(years * 12)), "month")
    return numbered(int(years), "year") if years == int(years) else f"{years:.1f} years"


def _sum(prediction, guesses):
    gaps = _gaps(prediction, guesses)
    if prediction.sum and gaps:
        yours, data = sum(guess for _, guess, _ in gaps), sum(point.low for point, _, _ in gaps)
        yield (
            f"Added up over {numbered(len(gaps), 'year')}, you have "
            f"{prediction.amount(yours)}, and the data {prediction.amount(data)}."
        )


def _order(prediction, guesses):
    gaps = _gaps(prediction, guesses)
    if len(gaps) < 2:
        return
    yours = [point.label for point, guess, _ in sorted(gaps, key=lambda gap: -gap[1])]
    data = [point.label for point, _, _ in sorted(gaps, key=lambda gap: -gap[0].value)]
    tied = len({guess for _, guess, _ in gaps}) < len(gaps)
    if yours == data and not tied:
        yield f"Your order, from highest to lowest, is that of the data: {'; '.join(data)}."
    else:
        yield f"From highest to lowest the data have: {'; '.join(data)}."
        yield f"You had: {_ranked(gaps)}."


def _ranked(gaps):
    ranks = {}
    for point, guess, _ in gaps:
        ranks.setdefault(guess, []).append(point.label)
    if len(ranks) == 1:
        return "all of them level"
    return "; ".join(" level with ".join(ranks[guess]) for guess in sorted(ranks, reverse=True))


def _missing(prediction, guesses):
    out = [point.label for point in prediction.asked if point.id not in guesses]
    if out and len(out) < len(prediction.asked):
        yield f"You left out {listed(out)}."
    gaps = [point.label for point in prediction.asked if point.is_gap]
    if gaps:
        yield (
            f"For {listed(gaps)} the chart has no value: a gap stays a gap, "
            "and no guess is right or wrong there."
        )


def _assumed(prediction, offs):
    """What a wrong guess can teach; ``offs`` says how far each guess is off."""
    wrong = [off for off in offs if abs(off) > prediction.near]
    if not offs:
        return "Look at the data: which value would have surprised you?"
    if not wrong:
        near = "You were near throughout." if len(offs) > 1 else "You were near."
        return f"{near} What did you know that let you guess it, and where from?"
    return prediction.assumed["high" if sum(wrong) > 0 else "low"]


def _year(prediction, guesses):
    fell = {
        later.id: (later, earlier.low - later.low)
        for earlier, later in pairwise(prediction.points)
        if not earlier.is_gap and not later.is_gap
    }
    worst, drop = max(fell.values(), key=lambda pair: pair[1])
    if YEAR not in guesses:
        yield f"The greatest fall is that of {worst.label}, by {prediction.amount(drop)}."
        return
    off = guesses[YEAR] - int(worst.at)
    if off == 0:
        yield f"You chose {worst.label}, and that is the year: a fall by {prediction.amount(drop)}."
        yield _assumed(prediction, [0])
        return
    late = "late" if off > 0 else "early"
    yield (
        f"You chose {guesses[YEAR]}, {_years(abs(off))} too {late}: the greatest fall is that of "
        f"{worst.label}, by {prediction.amount(drop)}."
    )
    if str(guesses[YEAR]) in fell:
        change = fell[str(guesses[YEAR])][1]
        moved = "changed nothing" if change == 0 else f"went {'down' if change > 0 else 'up'} by "
        yield f"In your year it {moved}{prediction.amount(abs(change)) if change else ''}."
    yield _assumed(prediction, [off])
