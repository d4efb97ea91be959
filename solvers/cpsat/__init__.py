"""The exact part: a `Problem` as a CP-SAT model, its hint, and its answer.

Only modules in here import OR-Tools, and nobody imports them before a finite solve begins.
"""
