"""The printed deck: the headline events as cards to cut out, for A4 paper printed on both sides."""

import html

from sinosoviet.activities import deck
from sinosoviet.errors import known

_ACROSS, _DOWN = 3, 3
#: Width and height of a card, and of the paper, in millimeters.
CARD = (63, 88)
PAPER = (210, 297)
_LEFT, _TOP = (PAPER[0] - _ACROSS * CARD[0]) / 2, (PAPER[1] - _DOWN * CARD[1]) / 2
_MARK, _GAP = 5, 2
_HOW = (
    "Print this file on A4 at full size (100 percent), on both sides of the paper, turned on the long edge. "
    "These lines are not printed. Cut along the marks. Lay one card open; take turns to place the next one "
    "before, between or after the open ones, say how sure you are, then turn it over."
)
_STYLE = f"""
@page {{ size: A4 portrait; margin: 0 }}
@media print {{ html, body {{ margin: 0; padding: 0; max-width: none }} h1, .pack-how {{ display: none }} }}
.pack-page {{ position: relative; box-sizing: border-box; width: {PAPER[0]}mm; height: {PAPER[1]}mm;
  overflow: hidden; break-after: page; background: #fff; color: #1d2126;
  font-family: "Source Sans Pro", "Helvetica Neue", Arial, sans-serif }}
.pack-page:last-child {{ break-after: auto }}
.pack-card {{ position: absolute; box-sizing: border-box; width: {CARD[0]}mm; height: {CARD[1]}mm;
  padding: 6mm; display: flex; flex-direction: column; justify-content: space-between;
  font-size: 10.5pt; line-height: 1.3; overflow: hidden }}
.pack-card p {{ margin: 0 }}
.pack-large {{ font-size: 15pt; font-weight: 600; line-height: 1.2 }}
.pack-small {{ font-size: 9pt; color: #56616a }}
.pack-mark {{ position: absolute; background: #1d2126 }}
"""


def printed(part=None):
    """Title and HTML of the printed deck: a page of fronts, the page of their backs, and so on.

    The backs are mirrored, so they meet their fronts when the paper is turned on its long edge.

    Parameters
    ----------
    part : str, optional
        ``origins``, ``escalation`` or ``consequences``; the whole course if left out.
    """
    if part is not None:
        known("part of the course", part, deck.PARTS)
    chosen = [
        card
        for card in deck.cards().values()
        if card.rank == 1 and part in (None, card.part) and not card.tells_its_date
    ]
    size = _ACROSS * _DOWN
    pages = [chosen[start : start + size] for start in range(0, len(chosen), size)]
    sheets = "".join(_page(cards, _front, False) + _page(cards, _back, True) for cards in pages)
    title = f"Timeline cards: {len(chosen)} events, to print on both sides and cut out"
    return title, f'<style>{_STYLE}</style><p class="pack-how">{_HOW}</p>{sheets}'


def _page(cards, face, mirrored):
    placed = []
    for number, card in enumerate(cards):
        row, column = divmod(number, _ACROSS)
        column = _ACROSS - 1 - column if mirrored else column
        left, top = _LEFT + column * CARD[0], _TOP + row * CARD[1]
        placed.append(f'<article class="pack-card" style="left:{left}mm;top:{top}mm">{face(card)}</article>')
    return f'<section class="pack-page">{"".join(placed)}{"".join(_marks())}</section>'


def _front(card):
    return (
        f'<p class="pack-large">{html.escape(card.title)}</p>'
        f"<p>{html.escape(card.actors)}</p>"
        '<p class="pack-small">When? Before what, after what?</p>'
    )


def _back(card):
    return (
        f'<p class="pack-large">{html.escape(card.when)}</p>'
        f"<p><strong>{html.escape(card.label)}.</strong> {html.escape(card.summary)}</p>"
        f'<p class="pack-small">{html.escape(card.source)}</p>'
    )


def _marks():
    """Short lines in the margins where to cut."""
    edges = (0.2, _MARK)
    for line in range(_ACROSS + 1):
        for top in (_TOP - _GAP - _MARK, _TOP + _DOWN * CARD[1] + _GAP):
            yield _mark(_LEFT + line * CARD[0], top, *edges)
    for line in range(_DOWN + 1):
        for left in (_LEFT - _GAP - _MARK, _LEFT + _ACROSS * CARD[0] + _GAP):
            yield _mark(left, _TOP + line * CARD[1], *reversed(edges))


def _mark(left, top, width, height):
    return f'<i class="pack-mark" style="left:{left}mm;top:{top}mm;width:{width}mm;height:{height}mm"></i>'
