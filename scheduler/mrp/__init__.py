"""Material requirements planning: from demands and stock to orders and their pegging.

Level by level: net an item's needs against stock and open orders, size lots, date the orders,
explode them to needs of the next level, and keep which supply serves which need.
"""

from scheduler.mrp.engine import plan_materials
from scheduler.mrp.peg_nodes import PegNode
from scheduler.mrp.peg_tree import peg_tree, peg_tree_up

__all__ = ["PegNode", "peg_tree", "peg_tree_up", "plan_materials"]
