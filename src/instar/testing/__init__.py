"""Doubles for the tests of plugins: a client that drives a real server in this process."""

from instar.testing.pilot import ClientPilot

__all__ = ["ClientPilot"]
