"""A short name of what a scenario says, the same in every file format."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.scenario import Scenario

__all__ = ["SHORT", "scenario_digest"]

SHORT = 12
"""Digits that people compare; the log keeps all."""

# some formats keep the zeros that somebody typed at the end of a decimal, others do not
_TRAILING_ZEROS = re.compile(r'(?<=")(-?[0-9]+)(?:\.0+|(\.[0-9]*[1-9])0+)(?=")')


def scenario_digest(scenario: Scenario) -> str:
    """Return the SHA-256 of all that a scenario says, as 64 hexadecimal digits.

    Values are compared as planning reads them: a default that is written out changes nothing, and
    neither does another file format. Undated documents count with the dates that they are given.
    """
    said = scenario.dated.model_dump_json(by_alias=True, exclude_defaults=True)
    said = _TRAILING_ZEROS.sub(r"\1\2", said)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()
