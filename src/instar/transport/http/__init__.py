"""The REST API, declared as one table of routes, and the page."""
