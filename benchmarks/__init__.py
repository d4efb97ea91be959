"""The benchmark suite: frozen specs, a runner and the tables it writes; protocol in README.md."""
