"""Words that stand for nothing: what machines and people write where a value is missing."""

import re
import unicodedata

# In small letters and of ordinary width, as `_plain` makes them.
_LISTED = (
    "null, nil, none, nan, -nan, na, n/a, n.a., n.a, undefined, missing, blank, empty, unknown, "
    "tbd, tba, not provided, not available, not applicable, not set, no value, no id, "
    r"\n, \\n, "
    "なし, 無し, 不明, 未定, 未登録, 該当なし"
)
_WORDS = frozenset(_LISTED.split(", "))

# What programs write; people are called Null, Nan and None, but not spelled like this.
_AS_MACHINES_SPELL = frozenset(["NULL", "null", "nan", "NaN"])
# Nobody is called so, however it is spelled.
_NO_NAMES = frozenset(["undefined", "n/a", r"\n", r"\\n"])

# Around a word, in ids and names alike: (null), <NA>, [not provided], "NULL", #N/A.
_MARKED = re.compile(r"""[(<\[{"'](?P<inner>[^()<>\[\]{}]*)[)>\]}"']|#(?P<error>.*)""")
# What each name that a machine writes has in it: most names are told by one look.
_SUSPICIOUS = re.compile(r"""null|nan|undefined|/|\\|[(<\[{"'#]""", re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Whether it stands for a missing value, in any case or width, with brackets or without."""
    return _unmarked(text) in _WORDS


def is_nothing(text: str) -> bool:
    """Whether it says no more than an empty cell, where no name is expected: a word, or a dash."""
    return is_placeholder(text) or not any(map(str.isalnum, text))


def is_machine_written(name: str) -> bool:
    """Whether no person is called so: a machine has written it in place of a missing name."""
    if not _SUSPICIOUS.search(name):
        return False
    plain, unmarked = _plain(name), _unmarked(name)
    return (
        name.strip() in _AS_MACHINES_SPELL
        or unmarked in _NO_NAMES
        or (plain != unmarked and unmarked in _WORDS)
    )


def _unmarked(text: str) -> str:
    plain = _plain(text)
    marked = _MARKED.fullmatch(plain)
    return (marked["inner"] or marked["error"] or "").strip() if marked else plain


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
