"""The course's charts. Each call returns a :class:`~sinosoviet.charts.chart.Chart`.

>>> from sinosoviet import charts
>>> charts.warheads().sources
('fas_warheads',)
"""

from sinosoviet.charts.arms import arms_orders
from sinosoviet.charts.capabilities import capabilities
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.loans import loans
from sinosoviet.charts.maps import places
from sinosoviet.charts.timeline import timeline
from sinosoviet.charts.trade import trade
from sinosoviet.charts.warheads import warheads

#: Every chart in its standard form, by the name of its files in ``figures/``.
CATALOG = {
    "arms-orders": arms_orders,
    "capabilities": capabilities,
    "loans": loans,
    "places": places,
    "timeline": timeline,
    "trade": trade,
    "warheads": warheads,
}

__all__ = ["CATALOG", "Chart", *(draw.__name__ for draw in CATALOG.values())]
