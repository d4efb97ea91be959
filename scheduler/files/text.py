"""Bytes to text, or a fault that says what to do."""

from __future__ import annotations

from models.errors import Fault

__all__ = ["decode"]


def decode(content: bytes, file: str) -> tuple[str, Fault | None]:
    """Return UTF-8 text, with or without byte order mark; a fault if it is another encoding."""
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = " ".join(f"0x{byte:02x}" for byte in content[error.start : error.start + 1])
        hint = "Save the file as UTF-8; in Excel choose 'CSV UTF-8'."
        return "", Fault("", f"line {line}", "", found, "text in UTF-8", hint, file)
