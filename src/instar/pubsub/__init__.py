"""Fan-out: frames to readers, encoded once, with a bound on what waits for each. No sockets here."""
