from photo_sorter.core.events import Activity
from photo_sorter.work.announcer import Announcer
from photo_sorter.work.progress import WINDOW_SECONDS, Progress


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_the_rate_is_that_of_the_last_seconds():
    clock = Clock()
    progress = Progress(clock)
    progress.start()
    assert progress.photos_per_second == 0
    assert progress.seconds_left(10) is None
    for _ in range(10):
        clock.now += 1
        progress.add(4)
    assert progress.photos_per_second == 4
    assert progress.seconds_left(20) == 5
    for _ in range(int(WINDOW_SECONDS) + 1):
        clock.now += 1
        progress.add(1)
    assert progress.photos_per_second == 1
    assert progress.done == 40 + int(WINDOW_SECONDS) + 1


def test_a_new_activity_is_told_at_once_and_progress_not_at_every_step():
    told = []
    announcer, progress = Announcer(told.append), Progress()
    announcer.tell(Activity.IDLE, progress, lambda: 0)
    announcer.tell(Activity.IDLE, progress, lambda: 0)
    announcer.tell(Activity.INDEXING, progress, lambda: 5)
    progress.add(1)
    announcer.tell(Activity.INDEXING, progress, lambda: 4)
    progress.add(4)
    announcer.tell(Activity.IDLE, progress, lambda: 0)
    assert [(event.activity, event.done, event.total) for event in told] == [
        (Activity.IDLE, 0, 0),
        (Activity.INDEXING, 0, 5),
        (Activity.IDLE, 5, 5),
    ]


def test_a_pause_for_another_reason_is_told_anew():
    told = []
    announcer = Announcer(told.append)
    for reason in ("on battery", "on battery", "in use"):
        announcer.tell(Activity.PAUSED, Progress(), lambda: 3, reason)
    assert [(event.activity, event.reason) for event in told] == [
        (Activity.PAUSED, "on battery"),
        (Activity.PAUSED, "in use"),
    ]
