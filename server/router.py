"""Routers that are passed over quickly: FastAPI tries the pattern of every route until one fits."""

from functools import cached_property

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class Router(APIRouter):
    """A router whose routes are tried only for a path that holds what one of them begins with; all have paths."""

    @cached_property
    def _heads(self) -> tuple[str, ...]:
        """What stands before the first parameter of each path; the routes are all there when a request comes."""
        return tuple({str(getattr(route, "path", "")).partition("{")[0] for route in self.routes})

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a route answers this; a server behind a prefix finds it in front of the path."""
        path = scope.get("path", "")
        if any(head in path for head in self._heads):
            return super().matches(scope)
        return Match.NONE, {}
