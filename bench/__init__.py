"""Measures Instar beside its peers on one machine; see docs/performance.md.

cases > (contenders | browser) > (wire | process) > results
"""
