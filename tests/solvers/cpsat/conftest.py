import numpy as np
import pytest

from models.schedule import Schedule, Status


@pytest.fixture
def tiny_schedule() -> Schedule:
    """Three operations of any problem whose modes are 0, 1 and 2."""
    return Schedule(
        mode=np.array([0, 1, 2], dtype=np.int64),
        unit=np.array([0, 0, 0], dtype=np.int64),
        start=np.array([2, 4, 13], dtype=np.int64),
        end=np.array([19, 14, 20], dtype=np.int64),
        changeover=np.array([0, 0, 0], dtype=np.int64),
        status=Status.FEASIBLE,
    )
