"""How a method that is written once is called through either door.

A method of a subject describes a call and sends nothing. `asks` and `lists` make it one that does: of a club it gives
the result, of an async club a coroutine. A type checker sees which, by what the subject stands in.
"""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from freelancerclub_client.calls import Call
from freelancerclub_client.paging import AsyncPages, Listing, Pages

P = ParamSpec("P")
T = TypeVar("T")


class Now:
    """Answers before it returns: Club."""


class Later:
    """Answers when it is awaited: AsyncClub."""


Door = TypeVar("Door", Now, Later)


class Subject(Generic[Door]):
    """Methods about one thing."""

    def __init__(self, door: Any) -> None:
        self.door = door


class asks(Generic[P, T]):  # noqa: N801 -- read as a decorator
    """A method that asks for one answer."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Call[T]]) -> None:
        self.describe = describe
        functools.update_wrapper(self, describe)  # type: ignore[arg-type]  # it isn't called itself

    @overload
    def __get__(self, subject: None, owner: Any) -> Callable[Concatenate[Any, P], Call[T]]: ...
    @overload
    def __get__(self, subject: Subject[Now], owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, subject: Subject[Later], owner: Any) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, subject: Any, owner: Any) -> Any:
        if subject is None:
            return self.describe

        @functools.wraps(self.describe)
        def method(*args: P.args, **named: P.kwargs) -> Any:
            return subject.door.run(self.describe(subject, *args, **named))

        return method


class lists(Generic[P, T]):  # noqa: N801
    """A method that goes through a list."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Listing[T]]) -> None:
        self.describe = describe
        functools.update_wrapper(self, describe)  # type: ignore[arg-type]

    @overload
    def __get__(self, subject: None, owner: Any) -> Callable[Concatenate[Any, P], Listing[T]]: ...
    @overload
    def __get__(self, subject: Subject[Now], owner: Any) -> Callable[P, Pages[T]]: ...
    @overload
    def __get__(self, subject: Subject[Later], owner: Any) -> Callable[P, AsyncPages[T]]: ...
    def __get__(self, subject: Any, owner: Any) -> Any:
        if subject is None:
            return self.describe

        @functools.wraps(self.describe)
        def method(*args: P.args, **named: P.kwargs) -> Any:
            return subject.door.through(self.describe(subject, *args, **named))

        return method
