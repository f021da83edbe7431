"""Where groups lie."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from photo_sorter.ui.duplicates.groups_layout import GroupsLayout

LAYOUTS = st.builds(
    lambda counts, width: GroupsLayout(tuple(counts), (0, len(counts) // 2) if len(counts) > 1 else (0,), width),
    st.lists(st.integers(1, 30), min_size=1, max_size=20),
    st.integers(200, 2_000),
)


@given(LAYOUTS)
def test_no_part_covers_another_and_all_lie_within(layout: GroupsLayout):
    groups = range(len(layout.counts))
    parts = [layout.bar(group) for group in groups]
    parts += [layout.cell(group, place) for group in groups for place in range(layout.counts[group])]
    parts += [title for group in groups if (title := layout.title(group)) is not None]
    room = QRect(0, 0, layout.width_px, layout.height_px)
    assert all(room.contains(part) for part in parts)
    tops = np.array([[part.left(), part.top(), part.right() + 1, part.bottom() + 1] for part in parts])
    meets = (tops[:, None, :2] < tops[None, :, 2:]).all(2)
    assert (meets & meets.T).sum() == len(parts)


@given(LAYOUTS, st.data())
def test_every_photo_is_found_under_the_pointer(layout: GroupsLayout, data: st.DataObject):
    group = data.draw(st.integers(0, len(layout.counts) - 1))
    place = data.draw(st.integers(0, layout.counts[group] - 1))
    middle = layout.cell(group, place).center()
    assert layout.at(middle.x(), middle.y()) == (group, place)


@given(LAYOUTS, st.integers(0, 20_000), st.integers(1, 2_000))
def test_a_viewport_sees_exactly_the_groups_that_it_touches(layout: GroupsLayout, top: int, height: int):
    def spans(group: int) -> bool:
        head = layout.title(group) or layout.bar(group)
        return head.top() < top + height and layout.whole(group).bottom() >= top

    assert list(layout.groups(top, height)) == [group for group in range(len(layout.counts)) if spans(group)]


def test_nothing_has_no_height():
    layout = GroupsLayout((), (), 800)
    assert layout.height_px == 0
    assert list(layout.groups(0, 500)) == []
    assert layout.at(10, 10) is None


def test_large_words_push_the_next_row_down():
    usual, large = GroupsLayout((9,), (0,), 600), GroupsLayout((9,), (0,), 600, line_px=30)
    assert large.cell(0, 0).height() == usual.cell(0, 0).height() + 2 * (30 - 17)
    assert large.cell(0, usual.columns).top() > usual.cell(0, usual.columns).top()
