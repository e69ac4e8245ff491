"""What programs leave where everybody's files are, and how it is taken away.

Where programs have a user id of their own, what they left in ``/tmp`` and ``/dev/shm`` is known by
its owner.  Whoever clears up after a program believes nothing of the names: folders can be nested
deeper than any path reaches, and than a function may call itself.
"""

import contextlib
import os
import stat

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLACES = ("/tmp", "/dev/shm", "/var/tmp")


def sweep(user: int) -> None:
    """Take away what a user has left in the places that are everybody's."""
    for place in _PLACES:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == user:
                        remove(entry.path)


def remove(path: str) -> None:
    """Take a file or a folder away, with all that is in it and without following anything.

    What cannot be taken away stays.
    """
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
            return
        os.chmod(path, 0o700)
        top = os.open(path, _FOLDER)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(path)


def _empty(top: int) -> None:
    """Empty a folder: what is in its folders is moved up to it until they are empty, too."""
    mark, number = os.urandom(8).hex(), 0  # a name that is nobody's
    while folders := _without_files(top):
        for name in folders:
            os.chmod(name, 0o700, dir_fd=top)
            below = os.open(name, _FOLDER, dir_fd=top)
            try:
                for inner in _without_files(below):
                    number += 1
                    os.rename(inner, f"{mark}{number}", src_dir_fd=below, dst_dir_fd=top)
            finally:
                os.close(below)
            os.rmdir(name, dir_fd=top)


def _without_files(folder: int) -> list[str]:
    """The folders in a folder, all else of which is taken away."""
    folders = []
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        if is_folder:
            folders.append(name)
        else:
            os.unlink(name, dir_fd=folder)
    return folders
