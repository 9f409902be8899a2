"""The entry point of `copytaster` and `python -m streams`: the command line, and how its errors end it.

Exit codes: 0 done; 1 an error, said in one line on standard error; 2 wrong usage or settings;
130 Ctrl-C.  Anything else is a bug and shows its traceback.
"""

import sys
from typing import Final

from streams.commands.app import app
from streams.errors import CopytasterError, SettingsError

FAILED: Final = 1
WRONG_USAGE: Final = 2


def main() -> None:
    """Run the command of `sys.argv`."""
    try:
        app(prog_name="copytaster")
    except CopytasterError as error:
        sys.stderr.write(f"copytaster: {error}\n")
        sys.exit(WRONG_USAGE if isinstance(error, SettingsError) else FAILED)


if __name__ == "__main__":
    main()
