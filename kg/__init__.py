"""From the abstracts of machine-learning papers to a knowledge graph that can be asked."""
