"""NUL bytes in a text: dirt between its characters, or halves of characters of two bytes."""

# So many single characters with NUL bytes around them are UTF-16, and no dirt.
_WIDE = 8


def without_nul(text: str) -> str:
    """The text without its NUL bytes; as it is, if others than Latin letters would be torn."""
    if "\0" not in text:
        return text
    parts = text.strip("\0").split("\0")
    singles = sum(len(part) == 1 for part in parts)
    # Of あ in UTF-16, "B0" would be left: only a line of Latin letters alone is sure.
    is_torn = singles >= _WIDE and singles < len(parts)
    return text if is_torn else text.replace("\0", "")
