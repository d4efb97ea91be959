"""Pages of one figure and some tables: self-contained, and no name can break out of its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scheduler.report.bundle import asset_text, plotly_bundle
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from scheduler.words import Words

__all__ = ["simple_page"]


def simple_page(package: str, figure: Figure, words: Words = ENGLISH, **values: object) -> str:
    """Return the page that a package's ``page.html.j2`` makes of ``simple.html.j2``.

    Parameters
    ----------
    package
        Dotted name.
    figure
        Drawn into the element ``figure``.
    words
        The language; the template gets ``_``, ``plural`` and ``number`` of it.
    values
        What the template asks for.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader(package, ""), PackageLoader("scheduler.report", "assets")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # inside a script element only "</" could end it early, and JSON may write it as "<\/"
    if words is not ENGLISH:
        figure.update_layout(separators=words.decimal + words.group)
    spec = figure.to_json(engine="json").replace("</", "<\\/")
    speaking = json.dumps(words.charts).replace("</", "<\\/")
    return environment.get_template("page.html.j2").render(
        bundle=plotly_bundle(),
        unpack=asset_text("unpack.js"),
        figure=Markup(spec),
        speaking=Markup(speaking),
        language=words.tag,
        _=words.text,
        plural=words.plural,
        number=words.number,
        **values,
    )
