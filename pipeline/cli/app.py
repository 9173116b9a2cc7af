"""The application: its commands, and how every failure becomes one line and an exit code."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from pipeline import __version__
from pipeline.errors import DONE, FAULT, GuidelineError

from . import feeds, pages, results, runs

# A command ends soon and its records refer to no one in a circle: with Python's 700, a quarter of `diff` went into
# looking for garbage that was not there.
GARBAGE_THRESHOLD = 100_000
INTERRUPTED = 130  # 128 + SIGINT, as shells report it

app = typer.Typer(
    name="guideline-claims",
    help="Cancer guideline pages in; structured, sourced, diffable claims for rule engines out.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"guideline-claims {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Cancer guideline pages in; structured, sourced, diffable claims for rule engines out."""


for module in (runs, pages, results, feeds):
    for command, examples in module.COMMANDS.items():
        app.command(epilog="Example: " + "; ".join(examples))(command)


def main() -> NoReturn:
    """Run the command of ``sys.argv`` and leave with the exit code of the contract."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    sys.exit(run_command(sys.argv[1:]))


def run_command(words: Sequence[str]) -> int | str | None:
    """Run one command; its exit code. Whatever went wrong has been said on stderr."""
    try:
        app(words, prog_name="guideline-claims")
    except SystemExit as leaving:
        return leaving.code
    except GuidelineError as error:
        print(f"guideline-claims: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("guideline-claims: interrupted; the next run goes on from here", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads us has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get("GUIDELINE_CLAIMS_DEBUG"):
            traceback.print_exc()
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"guideline-claims: a fault in the program: {type(error).__name__} at "
            f"{os.path.basename(place.filename)}:{place.lineno}: {error}; GUIDELINE_CLAIMS_DEBUG=1 shows the trace",
            file=sys.stderr,
        )
        return FAULT
    return DONE
