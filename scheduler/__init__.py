"""Finite-capacity production planning: load a scenario, plan it, verify it, report it."""
