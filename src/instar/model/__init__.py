"""Frozen data and pure rules that the whole server shares. No I/O."""
