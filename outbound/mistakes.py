"""What a user can put right: told in one sentence, with the remedy, and never with a traceback."""

from outbound.visible import in_one_line


class ShownError(Exception):
    """An error of ours, with words to be shown: on screens, in logs, in Prefect's states.

    They may name what comes from outside (a file, a sheet, a column, a key): whatever stands in
    such a name, the text is one line that nothing obeys.
    """

    def __str__(self) -> str:
        return in_one_line(super().__str__())


class UserMistake(ShownError):
    """Something that only the user can mend.

    The text says what is wrong (the file, the row, the field, the value's shape) and what to do.
    It may reach Prefect's states and logs, so it carries no personal data and no secrets.
    """
