"""HTTP and the socket: the only rooms that know the web framework."""
