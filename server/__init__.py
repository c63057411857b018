"""Answers people and programs: JSON, pictures and the explorer page over a store."""
