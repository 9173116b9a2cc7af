"""A run over a folder of pages, and the results it leaves.

``run_batch`` reads what is new and publishes it; ``Store`` reads what was published.
"""

from .decide import Decision, Selection
from .start import plan_batch, run_batch
from .store import Store

__all__ = ["Decision", "Selection", "Store", "plan_batch", "run_batch"]
