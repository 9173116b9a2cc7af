"""Cancer guideline pages in; structured, sourced, diffable claims for rule engines out."""

__version__ = "0.1.0"
