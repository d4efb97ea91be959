"""The report page: template, style, scripts and data put into one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from models.material import Advice, DemandKind, SupplyKind
from models.plan import OperationState
from models.scenario import OrderType, ProgressState
from scheduler.outputs.subcontracts import subcontracted
from scheduler.report.answer import answer
from scheduler.report.bundle import asset_text, plotly_bundle
from scheduler.report.capacity import capacity_columns
from scheduler.report.content import STATES, Content, report_columns, report_names
from scheduler.report.convergence import convergence_figure, found_rows
from scheduler.report.cost_columns import cost_columns
from scheduler.report.costs import Costs, cost_frame
from scheduler.report.demands import remedy_note
from scheduler.report.figure import gantt_frame, stock_frame
from scheduler.report.header import cards, facts, parameters
from scheduler.report.levels import level_rows
from scheduler.report.load_figures import heat_frame, load_frame, rank_frame
from scheduler.report.mrp import mrp_columns
from scheduler.report.palette import CATEGORIES, CLASSES, OTHER, STATE_COLOURS, THEMES
from scheduler.report.payload import pack, pack_text
from scheduler.report.promises import spread_figure, spread_rows
from scheduler.report.run_log import NO_FACTS, run_log
from scheduler.words import ENGLISH
from scheduler.words.of_plan import plan_in

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.report.run_log import RunFacts
    from scheduler.words import Words

__all__ = ["page"]

BOOT = ("unpack.js", "boot.js")
"""The only scripts that a page carries as text; they unpack the others."""

SCRIPTS = (
    "data.js", "words.js", "format.js", "table.js", "paint.js", "colour.js", "bars.js",
    "keys.js", "navigator.js", "gantt.js", "chain.js", "why.js", "sessions.js", "filters.js",
    "search.js", "centers.js", "orders.js", "load.js", "capacity.js",
    "bottlenecks.js", "requirements.js", "lists.js", "pegs.js", "advice.js", "mrp.js",
    "promises.js", "costs.js", "convergence.js", "page.js",
)  # fmt: skip


def _code() -> str:
    """Return the page's own scripts as one, packed as the rest of its load."""
    text = "\n".join(map(asset_text, SCRIPTS))
    return pack_text(f'(() => {{\n"use strict";\n{text}}})();')


def _data(content: Content, costs: Costs) -> str:
    """Return names, columns and figures as one packed text."""
    plan, wall, words = content.plan, content.wall, content.words
    columns = report_columns(content)
    capacity, capacity_meta = capacity_columns(content)
    mrp_meta, mrp = mrp_columns(plan, content.grids, words)
    cost_meta, cost = cost_columns(content, costs)
    day = plan.clock.ticks_per_day
    horizon = day * plan.scenario.scenario.horizon.days
    has = {
        "idle": bool(columns["op_idle_span"].any()),
        "down": bool(columns["down_start"].size),
        "over": bool(columns["over_start"].size),
    }
    signs = [name for k, name in enumerate(STATES) if k and (columns["op_state"] == k).any()]
    moments = wall.wall(np.array([0, plan.end, horizon], dtype=np.int64)).tolist()
    meta = {
        "base_ms": wall.base_ms,
        "tick_ms": wall.tick_ms,
        "day": day,
        **dict(zip(("now", "end", "horizon"), moments, strict=True)),
        "classes": [[words.text(c.label), c.colour, c.edge, c.pattern] for c in CLASSES],
        "palette": CATEGORIES,
        "other_colour": OTHER,
        "state_colours": STATE_COLOURS,
        "themes": THEMES,
        "figures": {
            "centers": gantt_frame(words, load=True, signs=signs, **has).to_plotly_json(),
            "orders": gantt_frame(words, idle=has["idle"], signs=signs).to_plotly_json(),
            "load": load_frame(words).to_plotly_json(),
            "heat": heat_frame(words).to_plotly_json(),
            "rank": rank_frame(words).to_plotly_json(),
            "stock": stock_frame(words).to_plotly_json(),
            "promises": spread_figure(plan, words).to_plotly_json(),
            "costs": cost_frame(words).to_plotly_json(),
            "convergence": convergence_figure(plan.solve, words).to_plotly_json(),
        },
        **report_names(content),
        **capacity_meta,
        **mrp_meta,
        **cost_meta,
        **_language(words),
    }
    return pack(meta, {**columns, **capacity, **mrp, **cost})


def _language(words: Words) -> dict[str, object]:
    """Return what the scripts need to speak; in English there is nothing to translate."""
    named = (OrderType, Advice, DemandKind, SupplyKind, OperationState)
    terms = {str(member): words.term(member) for kind in named for member in kind}
    terms[ProgressState.INTERRUPTED] = words.text("interrupted")
    return {
        "language": words.tag,
        "decimal": words.decimal,
        "group": words.group,
        "weekdays": words.weekdays,
        "terms": {code: term for code, term in terms.items() if code != term},
        "words": words.scripts,
        "speaking": words.charts,
    }


def page(plan: Plan, words: Words = ENGLISH, told: RunFacts = NO_FACTS) -> str:
    """Return the whole page; see `scheduler.report.render_report`."""
    content = Content(plan_in(plan, words), words, spoken_of=plan)
    plan = content.plan
    costs = Costs(plan, words)
    environment = Environment(
        loader=PackageLoader("scheduler.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        _=words.text,
        plural=words.plural,
        language=words.tag,
        header=plan.scenario.scenario,
        mode=plan.solve.mode,
        verified=plan.kpis.get("verified"),
        facts=facts(plan, content.wall, words),
        answer=answer(plan, words),
        cards=cards(plan, words),
        spread=spread_rows(plan, words),
        levels=level_rows(plan.solve, words),
        run=run_log(plan, told, words),
        parameters=parameters(plan, words),
        found=found_rows(plan.solve, words),
        costs=costs,
        remedy_note=remedy_note(plan, words),
        num_late=sum(row.late > 0 for row in plan.demands),
        num_never=sum(not row.is_scheduled for row in plan.demands),
        num_roots=sum(not row.waits_for for row in plan.unscheduled),
        num_unscheduled=len(plan.unscheduled),
        num_outside=len(subcontracted(plan)),
        num_demands=len(plan.demands),
        num_operations=len(plan.operations),
        num_suggestions=len(plan.material.suggestions),
        num_uncovered=len(plan.material.uncovered),
        style=asset_text("report.css"),
        boot=Markup("\n").join(map(asset_text, BOOT)),
        code=_code(),
        data=_data(content, costs),
        bundle=plotly_bundle(),
    )
