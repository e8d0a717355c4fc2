"""A server that dies at a named point, and the proofs that nothing acknowledged dies with it."""
