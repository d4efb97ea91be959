"""Several searches at once: they share the best plan, and what is proved of it."""
