"""What each control is for, in two sentences: all texts of What's This.

They are hung on a window as a whole, by the classes of its parts, so that the parts need not know of help. Rows that
come and go say what the list says that holds them: Qt asks a control's parents where it has no text of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from photo_sorter.language import tr
from photo_sorter.ui.accuracy.accuracy_result import AccuracyResult
from photo_sorter.ui.accuracy.accuracy_window import AccuracyWindow
from photo_sorter.ui.arranging.arrange_window import ArrangeWindow
from photo_sorter.ui.arranging.arrangement_form import ArrangementForm
from photo_sorter.ui.arranging.plan_view import PlanView
from photo_sorter.ui.arranging.rules_page import RulesPage
from photo_sorter.ui.arranging.runs_window import RunsWindow
from photo_sorter.ui.arranging.template_field import TemplateField
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.categories.category_editor import CategoryEditor
from photo_sorter.ui.categories.category_options import CategoryOptions
from photo_sorter.ui.categories.category_tree import CategoryTree
from photo_sorter.ui.categories.wording_bench import WordingBench
from photo_sorter.ui.duplicates.compare_view import CompareView
from photo_sorter.ui.duplicates.duplicates_view import DuplicatesView
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.grid.timeline_bar import TimelineBar
from photo_sorter.ui.marks.rating_stars import MarkRow
from photo_sorter.ui.models.comparison_window import ComparisonWindow
from photo_sorter.ui.models.model_page import ModelPage
from photo_sorter.ui.panel.photo_panel import PhotoPanel
from photo_sorter.ui.panel.why_panel import WhyPanel
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.review.review_view import ReviewView
from photo_sorter.ui.search.facet_menu import FacetMenu
from photo_sorter.ui.search.query_bar import QueryBar
from photo_sorter.ui.settings.folder_page import FolderPage
from photo_sorter.ui.settings.general_page import GeneralPage
from photo_sorter.ui.status_bar import StatusBar

ITSELF = ""
"""In place of an attribute's name."""
Texts = Mapping[type[QWidget], Mapping[str, str]]
"""Class → name of the attribute that holds the control → text."""


def explain(window: QWidget) -> None:
    """Hangs the texts on what is in the window now. Again costs little and does no harm."""
    texts = all_texts()
    for widget in (window, *window.findChildren(QWidget)):
        for name, text in texts.get(type(widget), {}).items():
            control = widget if name == ITSELF else getattr(widget, name)
            control.setWhatsThis(text)


def all_texts() -> Texts:
    return {
        **_of_the_main_window(), **_of_one_photo(), **_of_the_pages(), **_of_arranging(), **_of_the_settings(),
    }  # fmt: skip


def _of_the_main_window() -> Texts:
    return {
        SideBar: {
            ITSELF: tr(
                "Places to look at: all photos, categories, folders, searches that you keep. “Not sure” holds photos "
                "that wait for your answer, “Not sorted” those that fit no category."
            ),
        },
        Browser: {
            "search": tr(
                "Type what a photo shows, or words from its name or caption; “-word” steers away. "
                "You can also drop a picture here to find others like it."
            ),
            "filter": tr(
                "Narrows what is shown by place, time, camera, stars and more. "
                "Each line says how many photos it would leave."
            ),
            "review": tr(
                "Asks you about the photos whose answers teach most. A minute of yes and no makes the others surer too."
            ),
        },
        QueryBar: {
            "balance": tr(
                "Says which counts more when you search by words and by a picture. In the middle they count the same."
            ),
            "more_like": tr("Says that the selected photos are what you meant. The search looks for more like them."),
            "less_like": tr("Says that the selected photos are not what you meant. The search moves away from them."),
            "save": tr("Keeps this search in the side bar. It is asked anew whenever you open it."),
            "make": tr("Makes a category of this search. Your thumbs up and down become its first yes and no."),
        },
        FacetMenu: {
            ITSELF: tr(
                "Filters that would change what is shown, with the number of photos that each leaves. "
                "What you choose stands below the search field until you take it away there."
            ),
            "meaning": tr(
                "Says whether your words are looked for in names and captions, or in what a picture shows. "
                "In the middle both count."
            ),
        },
        PhotoGrid: {
            ITSELF: tr(
                "Your photos; Enter opens one, and Shift or Ctrl selects several. Drag them onto a category to say "
                "that they belong there."
            ),
        },
        TimelineBar: {
            ITSELF: tr("Scrolls through all that is shown. The dates beside it are those of the photos there."),
        },
        StatusBar: {
            "words": tr("What the program is doing with your photos at the moment. You can go on while it works."),
            "pause": tr("Stops looking at new photos until you go on. What is sorted already can be used as ever."),
            "anyway": tr(
                "Work waits because of the battery, or because you are using the computer. This goes on all the same."
            ),
            "side": tr("Makes the pictures larger or smaller. Ctrl and the mouse wheel do the same."),
        },
    }


def _of_one_photo() -> Texts:
    return {
        PhotoPanel: {
            "scores": tr(
                "How well the photo fits each category; dots in place of a bar mean “not sure”. "
                "Yes and no beside it are remembered, never overwritten, and teach the other photos."
            ),
            "chips": tr("The categories that the photo is in. It may be in several of different sets."),
        },
        MarkRow: {
            ITSELF: tr("Your favourite mark and stars, 0 to 5. They are kept in the library; the file is not changed."),
        },
        WhyPanel: {
            "voices": tr(
                "Each line is a wording: the longer its bar, the more it looks like the photo. "
                "A minus marks words against the category."
            ),
            "examples": tr(
                "The photos that you judged and that look most like this one. They drew it towards your yes or no."
            ),
            "where": tr("Shows where in the picture the model sees what the category says. The map is coarse."),
        },
    }


def _of_the_pages() -> Texts:
    return {
        ReviewView: {
            ITSELF: tr(
                "One question at a time: is this photo in the category? Skip what you cannot tell; it is not asked "
                "again."
            ),
            "filter": tr("The category that is asked about. “All categories” asks about whichever can learn most."),
        },
        DuplicatesView: {
            ITSELF: tr(
                "Photos of which one would do, with the best one kept. Nothing is touched until you move copies to "
                "the trash, and the last copy never is."
            ),
            "near": tr(
                "Also shows shots that are nearly the same, such as those of a burst. They are different pictures: "
                "look before you let one go."
            ),
        },
        CompareView: {
            "link": tr("Zooms and moves all pictures together. Without it each goes by itself."),
        },
        AccuracyWindow: {
            "by_verdicts": tr(
                "Compares the program's answers with yours. Each photo is judged as if its own answer were not known."
            ),
            "by_folder": tr(
                "Takes photos that are sorted already, one subfolder a category. They need not be in the library."
            ),
        },
        AccuracyResult: {
            "as_sorted": tr(
                "Counts what the program does: it may answer “not sure” or “none of these”. Those count as not right."
            ),
            "forced": tr(
                "Counts what it would say if it had to choose one category. This is how models are usually compared."
            ),
            "matrix": tr("A line is what a photo is, a column what it was taken for. Choose a cell to see its photos."),
        },
        ComparisonWindow: {
            "list": tr(
                "Photos about which the two models differ. Where you judged a photo, it says which of them is right."
            ),
        },
    }


def _of_arranging() -> Texts:
    return {
        ArrangeWindow: {
            "scopes": tr(
                "The photos that are sorted into folders: those from where you came, or the whole library. "
                "Files that belong to a photo go with it."
            ),
            "run": tr("Does what the preview shows, and no more. It can be taken back at any time."),
        },
        ArrangementForm: {
            "destination": tr("Folders are made in here. It can be a new one, also on another disk."),
            "unsorted": tr("What is not sure or in no category. Nothing is guessed."),
            "conflict": tr("When another file of that name is there already. No file is ever replaced."),
        },
        TemplateField: {
            "line": tr(
                "The folders that are made, separated by “/”; what stands in braces is filled in for each photo. "
                "The line below shows it for one of yours."
            ),
        },
        PlanView: {
            ITSELF: tr(
                "Where each file would go. Delete takes some out; drag them onto another folder to send them there."
            ),
        },
        RunsWindow: {
            "list": tr("What was done with files, newest first. Each run can be taken back, now or later."),
            "table": tr("The files of the run. Select some to take back only those."),
        },
        RulesPage: {
            "list": tr("Rules for new photos. A check mark says that one is on; before it is turned on you are asked."),
        },
    }


def _of_the_settings() -> Texts:
    return {
        CategoryTree: {
            ITSELF: tr(
                "Your categories, in their sets. A check mark says that one is in use; dragging moves one within "
                "another."
            ),
        },
        CategoryEditor: {
            "wording": tr(
                "What the photos look like, one description a line; the best of them counts. “A yellow flower in the "
                "grass” says more than “dandelion”."
            ),
            "against": tr("What is often mistaken for the category. Photos that are more like this are left out."),
            "try_wordings": tr(
                "Shows several wordings side by side, on your own photos. Nothing changes until you take one."
            ),
            "sentences": tr("The sentences into which your words are put for the model. Most people never need them."),
            "strictness": tr(
                "To the left fewer photos are taken and more of them are right, to the right the other way round. "
                "The line below says how many of each are expected."
            ),
        },
        CategoryOptions: {
            "kind": tr("Whether the categories of this set exclude each other. A photo may always be in none of them."),
            "parents": tr(
                "Looks for this category only among the photos of another. Photos found here are in that one too."
            ),
            "learns": tr("Photos like those that you judged follow your answers. Without it only the words count."),
        },
        WordingBench: {
            ITSELF: tr(
                "Each column is a wording, with the photos that it alone would take. Compare how many of those you "
                "judged it gets right."
            ),
        },
        ModelPage: {
            ITSELF: tr(
                "A model is what sees in photos what words say; larger ones see better and take longer. "
                "The one in use goes on until another has looked at all photos, and going back is at once."
            ),
            "network": tr(
                "Where models are downloaded from, and through which proxy. Empty fields use what the system says."
            ),
        },
        FolderPage: {
            "list": tr(
                "Folders that are watched: new photos in them are looked at by themselves. Removing one from view "
                "keeps what you said about its photos."
            ),
        },
        GeneralPage: {
            "battery": tr("When looking at new photos shall wait for the mains. Searching and sorting go on."),
            "person": tr(
                "Looks at new photos only while nobody uses mouse or keyboard. That takes longer, and is not noticed."
            ),
        },
    }
