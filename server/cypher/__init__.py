"""Cypher of strangers: behind a guard of its text, the engine's own word, few rights, and a cage."""

from server.cypher.ask import Cypher, Question, Reply
from server.cypher.guard import Refused

__all__ = ["Cypher", "Question", "Refused", "Reply"]
