"""`linongctl`: arguments in, one command, an exit code out.

The last catcher of unexpected exceptions on the command line stands here. What the commands do is `app.commands`, what
may be written is `app.commands.grammar`, the words for errors are `app.messages`; all of it is imported when needed,
so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from app.excel import children
from ledger import command_line

if TYPE_CHECKING:
    from app.commands.console import Console
    from ledger.errors import LedgerError

_CANCELLED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; answers the exit code. Ctrl-C keeps nothing of a running write."""
    words = sys.argv[1:] if arguments is None else arguments
    children.become_if_asked(words)
    try:
        return _run(words)
    except KeyboardInterrupt:
        sys.stderr.write("\n已取消，没有写入任何内容。\n")
        return _CANCELLED
    except BrokenPipeError:
        return 0  # the reader, `head` perhaps, has seen enough
    finally:
        command_line.finish()


def _run(words: list[str]) -> int:
    from app.commands import grammar

    try:
        chosen = grammar.parse(words)
    except grammar.WrongUsage as error:
        from app.commands import console

        return _refused(error, console.standard(as_json="--json" in words))
    if getattr(chosen, "version", False):
        return _print_version()
    if chosen.command is None and chosen.json:
        from app.commands import console

        return _refused(grammar.WrongUsage("缺少：COMMAND"), console.standard(as_json=True))
    if chosen.command is None:
        grammar.build().print_help(sys.stderr)
        return 2
    return _obey(chosen)


def _obey(chosen: argparse.Namespace) -> int:
    from importlib import import_module

    from app import logs
    from app.commands import console
    from ledger.errors import LedgerError

    screen = console.standard(as_json=chosen.json)
    module, _, function = chosen.handler.partition(":")
    try:
        command = getattr(import_module(f"app.commands.{module}"), function)
        code: int = command(chosen, screen) or 0
    except LedgerError as error:
        logs.event("refused", command=chosen.command, error=type(error).__name__)
        return _refused(error, screen)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last catcher: logged without values, told in plain words
        logs.bug("bug", error, command=chosen.command)
        return _broke(error, screen)
    else:
        return code
    finally:
        logs.close_log()


def _refused(error: LedgerError, screen: Console) -> int:
    from app import messages

    code = messages.exit_code_for(error)
    screen.refuse(code, type(error).__name__, messages.message_for(error), messages.details_for(error))
    return code


def _broke(error: Exception, screen: Console) -> int:
    from app import messages

    screen.refuse(messages.BUG, type(error).__name__, messages.BUG_TEXT)
    return messages.BUG


def _print_version() -> int:
    from storage.journal import VERSION

    sys.stdout.write(f"linongctl {VERSION}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
