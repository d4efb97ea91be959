"""Bills of materials to look at: what goes into an item, where it goes, what it costs.

Material planning explodes by itself (`scheduler.mrp.explode`); this is for people who ask.
"""

from scheduler.bom.cost import CostRollUp, CostRow, roll_up
from scheduler.bom.difference import Change, bom_difference
from scheduler.bom.explosion import BomRow, BomTotal, explode_bom, summarise
from scheduler.bom.where_used import Use, where_used

__all__ = [
    "BomRow",
    "BomTotal",
    "Change",
    "CostRollUp",
    "CostRow",
    "Use",
    "bom_difference",
    "explode_bom",
    "roll_up",
    "summarise",
    "where_used",
]
