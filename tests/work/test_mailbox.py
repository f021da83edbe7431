from photo_sorter.core.commands import PreviewCategory, Rescan, Search, SetVerdicts
from photo_sorter.core.search.language import parse
from photo_sorter.work.mailbox import Mailbox, Priority
from photo_sorter.work.messages import DECISIONS


def search(token, words):
    return Search(token, parse(words).query)


def taken(mailbox):
    found = []
    while (message := mailbox.get(0)) is not None:
        found.append(message)
    return found


def test_what_matters_most_comes_first_then_what_came_first():
    mailbox = Mailbox()
    mailbox.put(Rescan(), Priority.BACKLOG)
    mailbox.put(SetVerdicts(()), Priority.PERSON)
    mailbox.put(search(1, "a"), Priority.PERSON)
    assert taken(mailbox) == [SetVerdicts(()), search(1, "a"), Rescan()]


def test_of_what_can_be_overtaken_only_the_last_is_given():
    mailbox = Mailbox(overtaken=(Search,))
    messages = [search(1, "d"), PreviewCategory(1, None), search(2, "do"), PreviewCategory(2, None), search(3, "dog")]
    for message in messages:
        mailbox.put(message, Priority.PERSON)
    assert taken(mailbox) == [PreviewCategory(1, None), PreviewCategory(2, None), search(3, "dog")]
    mailbox.put(search(4, "cat"), Priority.PERSON)
    assert taken(mailbox) == [search(4, "cat")]


def test_a_decision_is_held_until_the_next_message_is_asked_for():
    mailbox = Mailbox()
    mailbox.put(search(1, "dog"), Priority.PERSON)
    assert not mailbox.holds(DECISIONS)
    mailbox.put(SetVerdicts(()), Priority.PERSON)
    for _ in range(2):
        assert mailbox.holds(DECISIONS)
        mailbox.get(0)
    assert mailbox.holds(DECISIONS)  # it is being done
    mailbox.get(0)
    assert not mailbox.holds(DECISIONS)
