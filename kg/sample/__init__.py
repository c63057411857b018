"""Sample papers: abstracts about well-known papers in our own words."""
