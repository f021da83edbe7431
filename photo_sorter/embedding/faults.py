"""What a model's computing raises, as a fault that a person can do something about."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from photo_sorter.core.errors import ModelError
from photo_sorter.language import tr

log = logging.getLogger(__name__)


@contextmanager
def computing(model_id: str) -> Iterator[None]:
    """Raises ModelError for what torch raises when a device gives up: no memory left, a driver that did not outlast a
    sleep, an operation that it lacks."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        log.exception("%s does not compute", model_id)
        # A MemoryError has no words of its own, torch's have a whole stack after the first line.
        reason = str(error).strip().partition("\n")[0] or repr(error)
        raise ModelError(
            tr("“{model}” cannot look at pictures on this computer: {reason}", model=model_id, reason=reason)
        ) from error
