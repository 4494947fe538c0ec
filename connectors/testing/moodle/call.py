"""One call of a web service function: by whom, with what, and how the answer is to look."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.testing.moodle.display import View, as_web_service_text
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.parts import Course, Role, User
from connectors.testing.moodle.world import World

Json = object
"""What json.dumps takes."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function: by whom, with what, and how the answer is to look."""

    world: World
    caller: User
    functions: frozenset[str]
    params: Mapping[str, Json]
    view: View
    base: str
    raw: bool = False
    may_edit: bool = False
    """A manager's session sees more of a course than a token of our service."""

    def text(self, stored: str) -> str:
        """Give a name as the web service does."""
        return as_web_service_text(stored, raw=self.raw)

    def number(self, name: str, default: int | None = None) -> int:
        """Give a whole number of the parameters."""
        value = self.params.get(name, default)
        if isinstance(value, bool) or value is None:
            raise FunctionError("invalidparameter")
        try:
            return int(str(value))
        except ValueError as error:
            raise FunctionError("invalidparameter") from error

    def items(self, name: str) -> list[Json]:
        """Give a list of the parameters: PHP knows it as a map by index."""
        value = self.params.get(name, {})
        if isinstance(value, Mapping):
            return list(value.values())
        if isinstance(value, list):
            return value
        raise FunctionError("invalidparameter")

    def course(self, course_id: int, *, refusal: str = "errorcoursecontextnotvalid") -> Course:
        """Give a course that the caller may see."""
        course = self.world.courses.get(course_id)
        if course is None:
            raise FunctionError("invalidrecord", "course")
        if not self.may_see(course):
            raise FunctionError(refusal, str(course_id))
        return course

    def may_see(self, course: Course) -> bool:
        """Tell whether the caller may look into a course."""
        if self.caller.role is Role.MANAGER:
            return True
        return course.visible and (self.caller.id, course.id) in self.world.enrolments

    def need_system(self, refusal: str) -> None:
        """Refuse unless the caller has rights in the whole site."""
        if self.caller.role is not Role.MANAGER:
            raise FunctionError(refusal, "moodle/site:config")
