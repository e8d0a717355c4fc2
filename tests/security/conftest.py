from tests.support.rest import ada, app, bob, person, script, server, settings

__all__ = ["ada", "app", "bob", "person", "script", "server", "settings"]
