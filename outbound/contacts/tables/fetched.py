"""Where lists that come from elsewhere are kept: in files that are gone with the process."""

import tempfile
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="outbound-lists-", ignore_cleanup_errors=True)


def new_file() -> Path:
    """An empty file that only this user may read."""
    with tempfile.NamedTemporaryFile(dir=_folder.name, delete=False) as file:
        return Path(file.name)
