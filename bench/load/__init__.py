"""Thousands of clients in one thread of C, and what tells them what to do."""
