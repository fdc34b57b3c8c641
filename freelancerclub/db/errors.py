"""What can be wrong with the database at start; each text is one line that says what to do next."""


class DatabaseTrouble(Exception):
    """The base: the command line prints the text and ends with code 2."""


class DatabaseUnreachable(DatabaseTrouble):
    """Nobody answers, or not us."""


class DatabaseUnsuitable(DatabaseTrouble):
    """It answers, but it is too old or keeps its text in another encoding."""


class DatabaseNewer(DatabaseTrouble):
    """A newer release of this program has migrated it."""


class MigrationFailed(DatabaseTrouble):
    """A migration was refused; nothing of it was kept."""


class EmbeddedFailed(DatabaseTrouble):
    """The embedded PostgreSQL can't be started here."""


class DumpFailed(DatabaseTrouble):
    """A backup can't be written or read; what was there is as it was."""


def first_line(error: BaseException) -> str:
    """What an error says, as one line without PostgreSQL's DETAIL and HINT."""
    lines = str(error).strip().splitlines()
    return lines[0].strip().rstrip(".") if lines else type(error).__name__
