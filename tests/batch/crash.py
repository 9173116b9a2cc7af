"""``python -m tests.batch.crash FOLDER``: a run of the toy stages over FOLDER/raw, in a process that may be killed."""

import sys
from pathlib import Path

from pipeline.errors import GuidelineError
from tests.batch.helpers import Place


def main() -> int:
    """Run once; errors as the command line shows them."""
    try:
        Place(Path(sys.argv[1])).run()
    except GuidelineError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
