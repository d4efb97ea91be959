"""Local search: sequences and modes, decoded to schedules by kernels that Numba compiles.

Import it late: Numba takes a good part of a second to load.
"""
