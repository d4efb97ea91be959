"""What happens in a plan, moment by moment: the execution tables."""

from scheduler.execution.tables import EXECUTION_TABLES, execution_tables

__all__ = ["EXECUTION_TABLES", "execution_tables"]
