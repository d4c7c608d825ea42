"""The course's charts. Each call returns a :class:`~sinosoviet.charts.chart.Chart`.

>>> from sinosoviet import charts
>>> charts.warheads().sources
('fas_warheads',)
"""

from functools import partial

from sinosoviet.charts.alliance import alliance_year
from sinosoviet.charts.arms import arms_orders
from sinosoviet.charts.assembly import un_agreement
from sinosoviet.charts.border import border_events
from sinosoviet.charts.breaks import break_by_rule
from sinosoviet.charts.capabilities import capabilities
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.claims import claims
from sinosoviet.charts.codings import dispute_codings
from sinosoviet.charts.cooperatives import cooperatives
from sinosoviet.charts.crises import crises
from sinosoviet.charts.deaths import death_rates
from sinosoviet.charts.disagreements import disagreements
from sinosoviet.charts.fading import words_fading
from sinosoviet.charts.forces import border_forces
from sinosoviet.charts.grain import grain
from sinosoviet.charts.hungary import hungary
from sinosoviet.charts.incidents import border_year
from sinosoviet.charts.leap import leap
from sinosoviet.charts.loans import loans
from sinosoviet.charts.losses import zhenbao_losses
from sinosoviet.charts.maps import places
from sinosoviet.charts.mentions import mentions
from sinosoviet.charts.obstacles import obstacles
from sinosoviet.charts.paper import paper_and_reality
from sinosoviet.charts.parties import party_lines, party_map
from sinosoviet.charts.patrons import two_patrons
from sinosoviet.charts.plans import trade_plans
from sinosoviet.charts.quiet import border_quiet
from sinosoviet.charts.recipients import recipients
from sinosoviet.charts.seat import seat_votes
from sinosoviet.charts.signs import triangles
from sinosoviet.charts.silence import silence
from sinosoviet.charts.timeline import timeline
from sinosoviet.charts.trade import trade
from sinosoviet.charts.vocabulary import un_word
from sinosoviet.charts.votes import albania_votes
from sinosoviet.charts.warheads import warheads
from sinosoviet.charts.words import un_words

#: Every chart as the pages and the ``figures/`` folder have it, by the name of its files.
CATALOG = {
    "albania-votes": albania_votes,
    "alliance-1954": partial(alliance_year, 1954),
    "arms-orders": arms_orders,
    "border-1969": partial(border_year, 1969),
    "border-events": border_events,
    "border-forces": border_forces,
    "border-quiet": border_quiet,
    "break-words": break_by_rule,
    "capabilities": capabilities,
    "capabilities-1949-1955": partial(capabilities, 1949, 1955),
    "claims-famine-deaths": claims,
    "cooperatives": cooperatives,
    "crises": crises,
    "death-rates": death_rates,
    "disagreements": disagreements,
    "dispute-codings": dispute_codings,
    "grain": grain,
    "hungary": hungary,
    "leap": leap,
    "loans": loans,
    "mentions": mentions,
    "obstacles": obstacles,
    "paper-and-reality": paper_and_reality,
    "party-lines": party_lines,
    "party-map-1964": partial(party_map, 1964),
    "party-map-1969": partial(party_map, 1969),
    "places": places,
    "places-alliance": partial(places, "alliance"),
    "recipients": recipients,
    "seat-votes": seat_votes,
    "silence": silence,
    "timeline": timeline,
    "timeline-1976-1991": partial(timeline, 1976, 1991),
    "trade": trade,
    "trade-1949-1959": partial(trade, 1949, 1959),
    "trade-plans": trade_plans,
    "triangles-1977": partial(triangles, 1977),
    "two-patrons": two_patrons,
    "un-agreement": un_agreement,
    "un-word-imperialism": partial(un_word, "imperialism"),
    "un-word-nuclear": partial(un_word, "nuclear"),
    "un-word-peaceful-coexistence": un_word,
    "un-words-hegemony": partial(un_words, "hegemony"),
    "warheads": warheads,
    "words-fading": words_fading,
    "zhenbao-losses": zhenbao_losses,
}

__all__ = [
    "CATALOG",
    "Chart",
    "albania_votes",
    "alliance_year",
    "arms_orders",
    "border_events",
    "border_forces",
    "border_quiet",
    "border_year",
    "break_by_rule",
    "capabilities",
    "claims",
    "cooperatives",
    "crises",
    "death_rates",
    "disagreements",
    "dispute_codings",
    "grain",
    "hungary",
    "leap",
    "loans",
    "mentions",
    "obstacles",
    "paper_and_reality",
    "party_lines",
    "party_map",
    "places",
    "recipients",
    "seat_votes",
    "silence",
    "timeline",
    "trade",
    "trade_plans",
    "triangles",
    "two_patrons",
    "un_agreement",
    "un_word",
    "un_words",
    "warheads",
    "words_fading",
    "zhenbao_losses",
]
