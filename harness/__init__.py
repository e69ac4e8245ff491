"""Callsheet: grades programs that talk to each other over a network."""

__version__ = "0.1.0"
