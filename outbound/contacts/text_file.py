"""A file that claims to be text: is it there, does it hold anything, is it UTF-8?"""

import codecs
from pathlib import Path

from outbound.mistakes import UserMistake

HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before it is read in earnest."""


def check_text_file(path: Path) -> None:
    """Look at the beginning of a file, so that a wrong one is refused before anything starts.

    Raises:
        UserMistake: there is no such file, it is no file, is empty, or is not UTF-8 text.
    """
    head = _head(path)
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise UserMistake(f"{path} is empty: export the list again, with its header.")
    if not _is_utf8_text(head):
        raise UserMistake(
            f"{path} is not UTF-8 text: open it in the spreadsheet it came from and save it as "
            "“CSV UTF-8 (comma delimited)”."
        )


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise UserMistake(f"{path} is a folder: give the path of the list file inside it.")
    if path.exists() and not path.is_file():
        raise UserMistake(f"{path} is not an ordinary file: save the list to one first.")
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise UserMistake(f"There is no file {path}: check the path's spelling.") from None
    except OSError as error:
        raise UserMistake(
            f"{path} cannot be read ({error.strerror}): check who may read it."
        ) from None


def _is_utf8_text(head: bytes) -> bool:
    try:
        # The head may end inside a character: the decoder is not told that it is the end.
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return "\0" not in text
