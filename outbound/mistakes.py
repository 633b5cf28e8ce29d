"""What a user can put right: told in one sentence, with the remedy, and never with a traceback."""


class UserMistake(Exception):
    """Something that only the user can mend.

    The text says what is wrong (the file, the row, the field, the value's shape) and what to do.
    It may reach Prefect's states and logs, so it carries no personal data and no secrets.
    """
