"""Parts of pages that are made from the program or from data: nobody types what can be read.

A page says where such a part goes by a comment, ``<!-- generated: commands -->``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

from docs.hooks.commands import commands_markdown, exit_codes_markdown
from docs.hooks.fields import fields_markdown
from docs.hooks.glossary import glossary_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

__all__ = ["PARTS", "on_page_markdown", "with_generated_parts"]

PARTS: dict[str, Callable[[], str]] = {
    "commands": commands_markdown,
    "exit-codes": exit_codes_markdown,
    "fields": fields_markdown,
    "glossary": glossary_markdown,
}
_PLACE = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the parts where the page wants them."""
    del config, files
    try:
        return with_generated_parts(markdown)
    except LookupError as error:
        message = f"{page.file.src_uri}: {error}"
        raise PluginError(message) from None


def with_generated_parts(markdown: str) -> str:
    """Return a page with its generated parts.

    Raises
    ------
    LookupError
        If it asks for one that there is not, or that cannot be made.
    """

    def part(match: re.Match[str]) -> str:
        if match[1] not in PARTS:
            message = f"nothing generates '{match[1]}', expected one of {', '.join(PARTS)}"
            raise LookupError(message)
        return PARTS[match[1]]()

    return _PLACE.sub(part, markdown)
