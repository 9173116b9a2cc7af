"""``python -m pipeline`` is ``guideline-claims``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
