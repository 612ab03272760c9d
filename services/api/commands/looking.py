"""LIST and MENU: what there is, and what can be said."""

from sqlalchemy import Connection

from services.api.homework import Homework, Homeworks
from services.api.page import Page
from shared.reading.commands import Command
from shared.schedule import describe
from shared.texts import say

MOST_LINES = 8


class Looking:
    """Shows."""

    def __init__(self, homeworks: Homeworks) -> None:
        self._homeworks = homeworks

    def list(self, db: Connection, page: Page, command: Command) -> None:
        """Each piece of homework by its code name, with when it is asked or the word that begins it."""
        active = self._homeworks.active(db, page.client_id)
        if not active:
            page.say("list_empty")
            return
        language = page.received.language
        lines = [say("list_head", language), *(self._line(homework, language) for homework in active[:MOST_LINES])]
        page.replies.append("\n".join(lines))

    def menu(self, db: Connection, page: Page, command: Command) -> None:
        """Everything that can be texted, in two texts."""
        page.say("menu")
        page.say("menu_more")

    def _line(self, homework: Homework, language: str) -> str:
        keyword = homework.activity.keyword(language)
        schedule = describe(homework.schedule, language)
        if keyword:
            schedule = keyword if homework.schedule.kind == "keyword" else f"{schedule}, {keyword}"
        return say("list_line", language, code=homework.code, schedule=schedule)
