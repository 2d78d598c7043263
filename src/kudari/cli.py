"""The command line: its words, its exit codes, and what is said of words that cannot be used."""

import sys
from collections.abc import Sequence

import cyclopts
from cyclopts import App

from kudari.commands import COMMANDS, build_app
from kudari.language import LANGUAGES, InputError, Language, nearest, preferred_language


def main(words: Sequence[str] | None = None) -> None:
    """Run `kudari` with these words (those it was started with, if none), and exit with its code."""
    sys.exit(command(list(sys.argv[1:] if words is None else words)))


def command(words: list[str]) -> int:
    """The exit code of `kudari` with these words: 0, 2 for what cannot be used, 130 when stopped."""
    language = _language(words)
    app = build_app(language)
    try:
        return (
            app(words or ["--help"], exit_on_error=False, print_error=False, result_action="return_value")
            or 0
        )
    except cyclopts.CycloptsError as error:
        return _refuse(_usage(app, error, words), language)
    except InputError as error:
        return _refuse(error, language)
    except BrokenPipeError:
        return 0


def _refuse(error: InputError, language: str) -> int:
    print(f"kudari: {error.say(language)}", file=sys.stderr)
    return 2


def _language(words: list[str]) -> Language:
    """The language asked for anywhere among the words: it must be known before they are read."""
    for place, word in enumerate(words):
        asked = words[place + 1 :][:1] if word == "--language" else [word.removeprefix("--language=")]
        for language in LANGUAGES:
            if asked == [language]:
                return language
    return preferred_language()


def _usage(app: App, error: cyclopts.CycloptsError, words: list[str]) -> InputError:
    """What was wrong with the words, as a sentence of ours."""
    name = " ".join(error.command_chain or ())
    argument = error.argument.name if error.argument is not None else ""
    if isinstance(error, cyclopts.UnknownOptionError):
        return InputError("command.unknown_option", came=error.token.keyword or words[-1], command=name)
    if isinstance(error, cyclopts.UnusedCliTokensError):
        return InputError("command.unknown_option", came=" ".join(error.unused_tokens or ()), command=name)
    if isinstance(error, cyclopts.UnknownCommandError):
        known = list(COMMANDS)
        came = (error.unused_tokens or words)[0]
        return InputError("command.unknown_command", came=came, near=nearest(came, known), exists=known)
    if isinstance(error, cyclopts.MissingArgumentError):
        return InputError("command.missing", name=argument, command=name)
    if isinstance(error, cyclopts.CoercionError) and error.token is not None:
        from kudari.conversion import expected

        kind = error.target_type or str
        return InputError("command.value", name=argument, came=error.token.value, expected=expected(kind))
    return InputError("command.other", reason=str(error))
