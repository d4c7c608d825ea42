"""nbgrader on the hub, for students and teacher alike: where the exchange is, and how it is used."""

import os
from pathlib import Path

from sinosoviet.hub import exchange

c = get_config()  # noqa: F821
c.Exchange.root = str(Path(os.environ["SINOSOVIET_HUB"]) / "exchange")
c.Exchange.assignment_dir = str(Path.home())
c.CourseDirectory.course_id = os.environ["SINOSOVIET_COURSE"]
c.ExchangeFactory.submit = exchange.Submit
c.ExchangeFactory.collect = exchange.Collect
