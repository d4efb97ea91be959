"""The phase sequence: another order on a work center, another start of an order, work lists."""

from scheduler.sequence.change import Change
from scheduler.sequence.request import WantedRow, read_wanted
from scheduler.sequence.resequencing import KEYS, resequenced, resequenced_by
from scheduler.sequence.starting import restarted
from scheduler.sequence.table import sequence_table

__all__ = [
    "KEYS",
    "Change",
    "WantedRow",
    "read_wanted",
    "resequenced",
    "resequenced_by",
    "restarted",
    "sequence_table",
]
