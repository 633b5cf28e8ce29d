from pathlib import Path

import pytest

from outbound.ledger.disks import refuse_network_disk
from outbound.mistakes import UserMistake

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
23 22 0:31 / /mnt/clinic rw,relatime shared:2 - nfs4 files:/clinic rw
24 22 0:32 / /mnt/two\\040words rw,relatime - cifs //files/two rw
25 23 8:2 / /mnt/clinic/local rw,relatime - ext4 /dev/sdb1 rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize(
    ("database", "kind"),
    [("/mnt/clinic/ledger.db", "nfs4"), ("/mnt/two words/a/ledger.db", "cifs")],
)
def test_records_on_a_network_disk_are_refused(mounts: Path, database: str, kind: str) -> None:
    with pytest.raises(UserMistake, match=f"network disk \\({kind}\\)"):
        refuse_network_disk(Path(database), mounts)


@pytest.mark.parametrize("database", ["/home/me/ledger.db", "/mnt/clinic/local/ledger.db"])
def test_records_on_a_disk_of_this_machine_are_kept(mounts: Path, database: str) -> None:
    refuse_network_disk(Path(database), mounts)


def test_where_nothing_is_known_of_disks_nothing_is_refused(tmp_path: Path) -> None:
    refuse_network_disk(Path("/mnt/clinic/ledger.db"), tmp_path / "nowhere")
