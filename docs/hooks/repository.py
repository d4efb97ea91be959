"""Pages and files of the repository that stand outside docs/: part of the site where they are.

A page of docs/ links to them as they lie in the repository, ``../benchmarks/README.md``, so that
its links work there too; in the site these files stand beside the pages of docs/.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

__all__ = ["on_files", "on_page_markdown", "site_markdown"]

_PATTERNS = (
    "CHANGELOG.md",
    "benchmarks/README.md",
    "benchmarks/results/*.md",
    "scenarios/*.yaml",
    "scenarios/*.csv",
)
_LINK = re.compile(r"(?<=\]\()(\.\./[^)#\s]+)")
_NAMED_FENCE = re.compile(r"^```(\w+) ([\w./-]+)$", re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files to those of docs/."""
    root = Path(config.docs_dir).parent
    for pattern in _PATTERNS:
        for path in sorted(root.glob(pattern)):
            place = path.relative_to(root).as_posix()
            files.append(File.generated(config, place, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links and code blocks be as the site wants them."""
    del config
    return site_markdown(markdown, page.file.src_uri, set(files.src_uris))


def site_markdown(markdown: str, place: str, known: set[str]) -> str:
    """Return the text of a page with links into the repository, and names of code blocks, turned.

    Parameters
    ----------
    markdown
        The text as it stands in the repository.
    place
        Path of the page below docs/, or below the root for one from outside.
    known
        The paths of all files of the site.
    """
    folder = posixpath.dirname(place)

    def turned(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("docs", folder, match[1]))
        if target in known and not target.startswith("docs/"):
            return posixpath.relpath(target, folder or ".")
        return match[1]

    named = _NAMED_FENCE.sub(r'```\1 title="\2"', markdown)
    return _LINK.sub(turned, named)
