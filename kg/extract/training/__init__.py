"""Training: from gold records and unlabelled abstracts to the model in the package."""

from kg.extract.training.train import train

__all__ = ["train"]
