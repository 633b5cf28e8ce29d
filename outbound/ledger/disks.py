"""Where a ledger in a file may not be: SQLite's locks do not hold on network disks."""

from pathlib import Path

from outbound.mistakes import UserMistake

_MOUNTS = Path("/proc/self/mountinfo")
# Kinds of file systems, as Linux names them.
_NETWORK = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)


def refuse_network_disk(database: Path, mounts: Path = _MOUNTS) -> None:
    """Refuse a database that several machines may open; where nothing is known, nothing is refused.

    Raises:
        UserMistake: its folder is on a network disk.
    """
    kind = _kind_of(database.absolute().parent.resolve(), mounts)
    if kind in _NETWORK:
        raise UserMistake(
            f"Your records would be on a network disk ({kind}), where two machines could write to "
            "them at once. Set OUTBOUND_HOME to a folder on a disk of this machine, or "
            "OUTBOUND_DATABASE_URL to postgresql://…, which several machines may share."
        )


def _kind_of(folder: Path, mounts: Path) -> str | None:
    """The kind of the file system that the folder is on (see proc(5): the part behind the dash)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return None
    found: dict[Path, str] = {}
    for line in lines:
        before, dash, after = line.partition(" - ")
        if dash:
            point = before.split(" ")[4].encode().decode("unicode_escape")
            found[Path(point)] = after.split(" ")[0]
    # The deepest mount point decides: a network disk may be mounted inside a local folder.
    inside = [point for point in found if folder.is_relative_to(point)]
    return found[max(inside, key=lambda point: len(point.parts))] if inside else None
