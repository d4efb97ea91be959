"""The columns of a phase sequence, as it is printed and read."""

from __future__ import annotations

__all__ = ["SEQUENCE_COLUMNS"]

SEQUENCE_COLUMNS = (
    "machine", "sequence", "order", "phase", "item", "quantity", "setup_start", "start", "end",
    "state", "setup_minutes", "next_center", "material_at_start", "material_today",
    "previous_phase",
)  # fmt: skip
