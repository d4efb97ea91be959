"""Try something beside a plan: a tree of snapshots, of which one may become the plan.

A snapshot is a plan folder with a record of what it tries. It changes nothing but itself, until
it is applied; then the plan that was there is kept, and can be brought back.
"""
