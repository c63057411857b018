"""Tables that name resolution reads; CARD.md says where they come from."""
