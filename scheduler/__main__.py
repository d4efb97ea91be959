"""``python -m scheduler`` is ``finitecap``."""

from scheduler.cli import main

if __name__ == "__main__":
    main(prog_name="finitecap")
