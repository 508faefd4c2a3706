"""``raf-studio doctor``: is this computer ready, and if not, what to do."""

from __future__ import annotations

import dataclasses

import click

from core.cli.session import EXIT_ERROR, Document, Session, command_session

EPILOG = """\b
Examples:
  raf-studio doctor
  raf-studio doctor --json | jq .ready
"""
_WORDS = {"ok": "ok", "warning": "note", "missing": "missing"}


@click.command("doctor", epilog=EPILOG)
@command_session("doctor")
def command(session: Session) -> Document:
    """Check this computer: packages, native code, window system, memory, disk and weights.

    Notes do not stop anything; for each thing that is missing it says what to do. Exit code 1 when something is.
    """
    from core.cli.checks import all_checks

    checks = list(all_checks())
    rows = [(_WORDS[check.status], check.name, check.detail, check.next_step) for check in checks]
    session.table(("", "What", "Found", "What to do"), rows)
    missing = [check.name for check in checks if check.status == "missing"]
    document: Document = {"ready": not missing, "checks": [dataclasses.asdict(check) for check in checks]}
    if missing:
        session.exit_code = EXIT_ERROR
    session.say(f"\nNot ready yet: {', '.join(missing)}" if missing else "\nReady.")
    return document
