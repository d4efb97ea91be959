"""The words of the planner's world and their laws: data types, measures and the verifier.

No module in here opens a file or runs a solver.
"""
