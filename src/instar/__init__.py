"""Instar: a chat platform that changes its own shape while people use it."""

__version__ = "0.6.0"
