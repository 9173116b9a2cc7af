"""Run the benchmarks that are named, or all, and print their tables."""

import importlib
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> None:
    known = sorted(module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name != "__main__")
    if unknown := set(names) - set(known):
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in names or known:
        for table in importlib.import_module(f"tests.bench.{name}").measure():
            print(table, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
