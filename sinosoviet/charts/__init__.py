"""The course's charts. Each call returns a :class:`~sinosoviet.charts.chart.Chart`.

>>> from sinosoviet import charts
>>> charts.warheads().sources
('fas_warheads',)
"""

from functools import partial

from sinosoviet.charts.alliance import alliance_year
from sinosoviet.charts.arms import arms_orders
from sinosoviet.charts.capabilities import capabilities
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.loans import loans
from sinosoviet.charts.maps import places
from sinosoviet.charts.timeline import timeline
from sinosoviet.charts.trade import trade
from sinosoviet.charts.warheads import warheads

#: Every chart as the pages and the ``figures/`` folder have it, by the name of its files.
CATALOG = {
    "alliance-1954": partial(alliance_year, 1954),
    "arms-orders": arms_orders,
    "capabilities": capabilities,
    "capabilities-1949-1955": partial(capabilities, 1949, 1955),
    "loans": loans,
    "places": places,
    "places-alliance": partial(places, "alliance"),
    "timeline": timeline,
    "trade": trade,
    "trade-1949-1959": partial(trade, 1949, 1959),
    "warheads": warheads,
}

__all__ = [
    "CATALOG",
    "Chart",
    "alliance_year",
    "arms_orders",
    "capabilities",
    "loans",
    "places",
    "timeline",
    "trade",
    "warheads",
]
