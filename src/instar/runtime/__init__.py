"""What a server does: threads, turns and who hears of them. No sockets, no web framework."""
