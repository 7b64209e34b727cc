"""The checklist: every answer is on the disk before the cursor leaves it."""

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from client.attached_files import AttachedFile, TakenFile
from client.checklist import Draft
from client.language import later, tr
from client.screens import checklist_words as words
from client.screens import undoing
from client.screens.attach import AttachScreen
from client.screens.checklist_pages import ChecklistPages
from client.screens.desk import Desk, title_of
from client.screens.finish import FinishScreen, Outlook
from client.screens.jump import JumpScreen
from client.screens.outline import outline_of
from client.screens.pick import PickScreen
from client.screens.points import DOUBTFUL, REQUIRED, WRONG, following, points_of
from client.screens.repeats import RepeatDeeds
from client.widgets.layouts import by_place
from client.widgets.line_edit import LineEdit
from client.widgets.question import Keeper, QuestionView
from client.widgets.signs import chosen_names
from shared.forms.answers import Answer
from shared.forms.model import SeenBy


class ChecklistScreen(ChecklistPages):
    """Fills one draft: what the keys do on its pages.

    The screen itself takes the keys, one after the other, and hands them to the question under
    the cursor: keys that come fast can't reach a question that the cursor has left.
    """

    HELP_ROWS = words.HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "finish", later("See what is missing, and finish"), priority=True),
        Binding("ctrl+g", "list_questions", later("List all questions"), priority=True),
        Binding("ctrl+o", "turn_language", later("Checklist in its next language"), priority=True),
        Binding("ctrl+a", "add_instance", later("Add one of what repeats"), priority=True),
        Binding("ctrl+r", "ask_to_remove", later("Remove one of what repeats"), priority=True),
        Binding("ctrl+z", "undo", later("Undo"), priority=True),
        Binding("ctrl+y", "redo", later("Do again what was undone"), priority=True),
        Binding("ctrl+d", "switch_draft", later("The other draft"), priority=True),
    ]

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__(desk, draft)
        self._repeats = RepeatDeeds(self)
        self._is_left = False

    @property
    def keeper(self) -> Keeper:
        """The screen itself."""
        return self

    # --- Keeping answers: the Keeper of the question widgets ------------------------------

    def keep_answer(self, question: str, answer: Answer | None) -> bool:
        """Write an answer to the disk; return whether it is there."""
        return self.kept(lambda: self.open_draft.answer(question, answer))

    def keep_comment(self, question: str, comment: str) -> bool:
        """Write a comment to the disk; return whether it is there."""
        return self.kept(lambda: self.open_draft.comment(question, comment))

    def keep_seen_by(self, question: str, seen_by: SeenBy) -> bool:
        """Write how the observer knows; return whether it is on the disk."""
        return self.kept(lambda: self.open_draft.see(question, seen_by))

    def turn_guidance(self, question: str) -> None:
        """Show the longer hint of a question, or hide it again."""
        self.open_draft.turn_guidance(question)
        self._update()

    # --- Keys --------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Take the keys in order; the next one waits until this one has taken effect."""
        if self._is_left or await self._take(event.key, event.character or ""):
            event.stop()
            event.prevent_default()

    async def _take(self, key: str, character: str) -> bool:
        view = self.current
        if view is not None and view.edit is not None:
            return view.edit.take(key, character)
        if self._repeats.is_asking:
            await self._repeats.answer(is_sure=by_place(character) == "y")
        elif key in words.DEEDS:
            await self.run_action(words.DEEDS[key])
        elif view is not None and character:
            return view.press(character)
        return True

    def key_typed_ahead(self, event: events.Key) -> None:
        """Take a key that reached an input after it was closed."""
        self.call_next(self._take, event.key, event.character or "")

    def choose_from_list(self, view: QuestionView) -> None:
        """Let the observer search a long list of choices."""
        choices = self.open_draft.list_offers(view.question, view.path)
        picker = PickScreen(choices, chosen_names(view.state.answer))
        self.open(picker, lambda name: view.take(name) if name else None)

    def choose_file(self, view: QuestionView) -> None:
        """Let the observer choose a file to attach, or one to take away."""
        draft = self.open_draft

        def attach(taken: TakenFile | None) -> None:
            if taken is not None:
                self.kept(lambda: draft.attach(view.path, taken))

        def take_away(file: AttachedFile) -> None:
            self.kept(lambda: draft.detach(view.path, file.sha256))

        label = draft.label_of(view.path)
        self.open(AttachScreen(self._desk, label, view.state.files, take_away), attach)

    @on(QuestionView.Pointed)
    def take_click(self, event: QuestionView.Pointed) -> None:
        """Put the cursor where the mouse clicked, and press what stands there."""
        if event.view is not self.current:
            self.keep()
            self._point_at(event.view)
        if event.key == "enter":
            event.view.write()
        elif event.key:
            event.view.press(event.key)

    # --- Moving ------------------------------------------------------------------------

    def edit_opened(self, edit: LineEdit) -> None:
        """Give the keyboard to an input that opened."""
        self.set_focus(edit)

    def edit_closed(self, step: int) -> None:
        """Take the keyboard back and move on."""
        self.set_focus(None)
        if step:
            self.call_next(self._go_on, step)

    async def action_enter(self) -> None:
        """Go on; where text is asked for and none is there, begin to write."""
        if self.current is None or not self.current.begin():
            await self._go_on(1)

    def action_clear(self) -> None:
        """Take the answer under the cursor back."""
        if self.current is not None:
            self.current.clear()

    async def _go_on(self, step: int) -> None:
        if not await self.action_move(step) and step > 0:
            self.action_finish()

    def action_list_questions(self) -> None:
        """List all questions, and go to the one that is chosen."""
        self.keep()
        here = self.current.path if self.current else ""
        self.open(JumpScreen([*outline_of(self.open_draft)], here), self._go_if_chosen)

    async def _go_if_chosen(self, path: str | None) -> None:
        if path:
            await self.go_to(path)

    async def action_next_point(self) -> None:
        """Go to the next question that is to be looked at again."""
        draft, here = self.open_draft, self.current.path if self.current else ""
        kinds = (WRONG, REQUIRED, DOUBTFUL) if draft.shows_missing else (WRONG, DOUBTFUL)
        point = following(draft.review, points_of(draft.review, kinds), here)
        if point is None:
            self.say(tr(words.NOTHING_TO_LOOK_AT))
        else:
            await self.go_to(point.path)

    # --- Undoing, languages, instances, other drafts -----------------------------------------

    async def action_undo(self) -> None:
        """Take the last change back, wherever it was made."""
        self.keep()
        await undoing.undo(self)

    async def action_redo(self) -> None:
        """Do again what was undone last."""
        self.keep()
        await undoing.redo(self)

    async def action_turn_language(self) -> None:
        """Show the checklist in its next language."""
        self.keep()
        if len(self._draft.form.languages) < 2:
            self.say(tr(words.ONE_LANGUAGE))
            return
        language = self.open_draft.turn_language()
        if self.page is not None:
            await self.show(self.page, self.open_draft.draft.current_question)
        self._tell_sync()
        name = words.LANGUAGES.get(language, language)
        self.say(tr(words.NOW_IN) % {"language": name})

    async def action_add_instance(self) -> None:
        """Add an instance to the repeat of this page, and go there."""
        self.keep()
        await self._repeats.add()

    def action_ask_to_remove(self) -> None:
        """Ask whether the instance on this page is to go."""
        self.keep()
        self._repeats.ask_to_remove()

    async def action_switch_draft(self) -> None:
        """Open the other draft; where there are several, ask which."""
        self.keep()
        drafts = self._desk.laptop.drafts.list_drafts()
        others = {str(draft.id): draft for draft in drafts if draft.id != self._draft.id}

        async def change(chosen: str | None) -> None:
            if chosen:
                await self._open(others[chosen])
                self.say(tr(words.OTHER_DRAFT))

        if len(others) > 1:
            named = [(key, self._title_of(draft)) for key, draft in others.items()]
            self.open(PickScreen(named, (), words.WHICH_DRAFT), change)
        elif others:
            await change(next(iter(others)))
        else:
            self.say(tr(words.NO_OTHER_DRAFT))

    def _title_of(self, draft: Draft) -> str:
        return f"{title_of(draft.form)} · {self._desk.station_title(draft.station)}"

    def reword(self) -> bool:
        """Say everything anew; the checklist itself stays in its own language."""
        self.keep()
        if self.page is not None:
            path = self.current.path if self.current else ""
            self.call_next(self.show, self.page, path)
        return True

    # --- Leaving -----------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is being typed; what was only asked is not done."""
        self._repeats.stop_asking()
        if self.current is not None:
            self.current.commit()

    def action_back(self) -> None:
        """Return to where one came from. The draft stays as it is."""
        self.keep()
        self._is_left = True
        self.dismiss()

    def action_finish(self) -> None:
        """Look through the whole checklist, and finish it."""
        self.keep()
        self.open_draft.point_out_missing()
        self._update()
        self.open(FinishScreen(self._desk, self.open_draft, self._title()), self._after_finish)

    async def _after_finish(self, outlook: Outlook | None) -> None:
        if outlook is None:
            return
        if outlook.is_sealed:
            self._is_left = True
            self.dismiss()
        elif outlook.question:
            await self.go_to(outlook.question)
