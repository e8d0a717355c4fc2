"""Measures Instar beside its peers on one machine; see docs/performance.md.

cases > (contenders | page) > (load | wire | process) > results
"""
