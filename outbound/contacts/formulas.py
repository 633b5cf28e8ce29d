"""What a formula without a value leaves in a cell: nobody wants it said in a call."""

import re
from collections.abc import Mapping

from outbound.contacts.rejections import Unusable
from outbound.contacts.tables import UNSAVED

# What spreadsheets show, and export, in place of a value.
_ERROR = re.compile(
    r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|ERROR!)", re.IGNORECASE
)


def refuse_formulas(values: Mapping[str, str]) -> None:
    """Turn a row away that holds a formula's error in place of a value.

    Raises:
        Unusable: it does.
    """
    for name, value in values.items():
        if value == UNSAVED:
            raise Unusable(
                name,
                "its formula was saved without its value: open the workbook in a spreadsheet and "
                "save it again",
            )
        if _ERROR.fullmatch(value):
            raise Unusable(name, f"its formula gave an error ({value}): mend it")
