"""The apostrophe that keeps a cell of a CSV file text where a spreadsheet opens it.

What `protected` adds, `unprotected` removes, and nothing else: any cell comes back as it was.
"""

import re

# What spreadsheets pass over before they look for a formula.
_PASSED_OVER = r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]*"
# Behind a sign: a phone number, or an amount. Neither is worked out.
_NUMBER = r"[\d\s().,/-]*\Z"
# Apostrophes count, too: a cell that has one of its own gets another, so that one can be removed.
_FORMULA = re.compile(rf"'*{_PASSED_OVER}(?:[=@＝＠]|[-+－＋](?!{_NUMBER}))")  # noqa: RUF001 - full-width signs begin a formula, too


def protected(cell: str) -> str:
    """The cell with an apostrophe before it, if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unprotected(cell: str) -> str:
    """The cell without the apostrophe that protects a formula; any other one stays."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
