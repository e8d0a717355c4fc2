"""The database: plain sync functions over a connection, and the threads that run them."""
