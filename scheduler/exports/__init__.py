"""A plan for other programs: tables, a workbook, calendars, pictures; each written whole or not."""

from scheduler.exports.export import (
    Format,
    Picture,
    Tables,
    check_export,
    default_target,
    export_plan,
)

__all__ = ["Format", "Picture", "Tables", "check_export", "default_target", "export_plan"]
