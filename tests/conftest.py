"""What holds for every test: the same examples in every run."""

from __future__ import annotations

from hypothesis import settings

# A run that passes here must pass in CI. `pytest --hypothesis-profile=default` looks at examples
# that nobody has seen yet; so do the slow campaigns, by their seeds.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
