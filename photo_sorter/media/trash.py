"""The system's trash, from which people can take things back."""

from __future__ import annotations

from pathlib import Path

from send2trash import TrashPermissionError, send2trash

from photo_sorter.core.errors import TrashError
from photo_sorter.language import tr
from photo_sorter.media.scan import reason, shown


def move_to_trash(path: Path) -> None:
    """Raises TrashError; the file is then where it was. A link goes itself, and what it points to stays."""
    try:
        send2trash(path)
    except TrashPermissionError as error:
        raise TrashError(
            tr(
                "{path} was not moved: the disk it is on has no trash that can be used. Move it by hand.",
                path=shown(path),
            )
        ) from error
    except OSError as error:
        raise TrashError(
            tr("{path} was not moved to the trash: {reason}.", path=shown(path), reason=_why(path, error))
        ) from error


def _why(path: Path, error: OSError) -> str:
    # send2trash names its own reasons as the number's text; on other systems they are sentences of the system.
    if isinstance(error, PermissionError):
        return tr("you have no permission to move it")
    if not path.exists():
        return tr("it is not there any more")
    return reason(error).rstrip(".")
