"""How a scenario or a plan is shown: a hook, as drawing and tables are not the business of models.

``scheduler`` registers its views when it is imported; nothing is loaded before one is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    View = Callable[..., Any]  # what a view takes and returns is a matter of libraries unknown here

__all__ = ["html", "register", "show"]

_VIEWS: dict[str, View] = {}


def register(name: str, view: View) -> None:
    """Let a view be found by its name."""
    _VIEWS[name] = view


def show(name: str, *arguments: object, **options: object) -> Any:
    """Return what a view makes of its arguments.

    Raises
    ------
    RuntimeError
        If nobody has registered it.
    """
    if name not in _VIEWS:
        message = f"there is no view '{name}'; import scheduler first"
        raise RuntimeError(message)
    return _VIEWS[name](*arguments, **options)


def html(name: str, subject: object) -> str | None:
    """Return a subject as HTML, ``None`` where no view is registered: notebooks print it then."""
    if name not in _VIEWS:
        return None
    text: str = _VIEWS[name](subject)
    return text
