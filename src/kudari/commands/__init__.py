"""The commands of `kudari`: each says what it takes, and imports what it needs only when it is called."""

from cyclopts import App

from kudari import __version__
from kudari.commands import exports, looks, races, reports, serving, studies
from kudari.commands.options import Options
from kudari.language import Language

COMMANDS = ("run", "resume", "explain", "compare", "check", "range", "report", "export", "list", "serve")
"""Their names, in the order of the help."""


def build_app(language: Language) -> App:
    """The commands, with their help in one language."""
    words = Options(language)
    app = App(
        name="kudari",
        help=words.text("kudari"),
        version=__version__,
        help_format="plaintext",
        default_parameter=None,
    )
    studies.add(app, words)
    races.add(app, words)
    looks.add(app, words)
    exports.add(app, words)
    reports.add(app, words)
    serving.add(app, words)
    return app
