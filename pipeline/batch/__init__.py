"""A run over a folder of pages, and the results it leaves.

``run_batch`` reads what is new and publishes it; ``Store`` reads what was published. Each name is imported when it is
first used: a worker needs little of all this, and is started anew with every run.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .decide import Decision, Selection
    from .start import plan_batch, run_batch
    from .store import Store

__all__ = ["Decision", "Selection", "Store", "plan_batch", "run_batch"]

_PLACES = {"Decision": "decide", "Selection": "decide", "Store": "store", "plan_batch": "start", "run_batch": "start"}


def __getattr__(name: str) -> Any:
    """Import a name of this package where it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)
