"""From a `models.problem.Problem` to a `models.schedule.Schedule`.

No module in here reads a scenario, writes a file or prints.
"""
