"""A chart as the page takes it, with the numbers behind it where they are asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from kudari.show.chart import Chart
from kudari.show.report.behind import tables_behind
from kudari.show.report.drawn import drawn
from kudari.show.report.section import Table
from kudari.web.views.moment import Moment


def pictured(chart: Chart, moment: Moment, caption: str | None = None) -> dict[str, Any]:
    """The chart with a caption, its own unless another is given."""
    caption = chart.caption if caption is None else caption
    return {"kind": "chart", "chart": drawn(chart), "caption": caption, **behind(moment, chart)}


def behind(moment: Moment, chart: Chart) -> dict[str, Any]:
    """`tables` with what the chart shows: of no use to most, so they come with the choice `numbers` alone."""
    return asked(moment, tables_behind(chart, moment.language)) if moment.choice.get("numbers") else {}


def asked(moment: Moment, tables: Sequence[Table]) -> dict[str, Any]:
    """Tables as JSON, where the choice `numbers` asks for them."""
    return {"tables": [_json(table) for table in tables]} if moment.choice.get("numbers") else {}


def _json(table: Table) -> Mapping[str, Any]:
    return {"caption": table.caption, "groups": table.groups, "head": table.header, "rows": table.rows}
