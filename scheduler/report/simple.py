"""Pages of one figure and some tables: self-contained, and no name can break out of its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scheduler.report.bundle import plotly_bundle

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["simple_page"]


def simple_page(package: str, figure: Figure, **values: object) -> str:
    """Return the page that a package's ``page.html.j2`` makes of ``simple.html.j2``.

    Parameters
    ----------
    package
        Dotted name.
    figure
        Drawn into the element ``figure``.
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
    spec = figure.to_json(engine="json").replace("</", "<\\/")
    return environment.get_template("page.html.j2").render(
        bundle=plotly_bundle(), figure=Markup(spec), **values
    )
