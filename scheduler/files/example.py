"""The commented example that ships with the package."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["copy_example"]

_NAME = "example.yaml"


def copy_example(directory: Path) -> Path:
    """Write the example into a folder, made if need be, and return the path of the file.

    Raises
    ------
    InvalidScenarioFile
        If the file exists, or the folder cannot be made.
    """
    target = directory / _NAME
    content = files("scheduler.files").joinpath(_NAME).read_bytes()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        rule = "a new file; this one exists and is left alone"
        raise InvalidScenarioFile((Fault("", "", "", "", rule, file=str(target)),)) from None
    except OSError as error:
        rule = f"a folder that can be made; {error.strerror}"
        raise InvalidScenarioFile((Fault("", "", "", "", rule, file=str(target)),)) from error
    return target
