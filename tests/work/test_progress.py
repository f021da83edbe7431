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
    announcer = Announcer(told.append)
    announcer.tell(Activity.IDLE, lambda: 0)
    announcer.tell(Activity.IDLE, lambda: 0)
    announcer.tell(Activity.INDEXING, lambda: 5)
    announcer.progress.add(1)
    announcer.tell(Activity.INDEXING, lambda: 4)
    announcer.progress.add(4)
    announcer.tell(Activity.IDLE, lambda: 0)
    assert [(event.activity, event.done, event.total) for event in told] == [
        (Activity.IDLE, 0, 0),
        (Activity.INDEXING, 0, 5),
        (Activity.IDLE, 5, 5),
    ]
