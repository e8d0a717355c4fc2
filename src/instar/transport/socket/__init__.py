"""The WebSocket: the handshake, one connection, and the messages it takes."""

from instar.transport.socket.endpoint import socket_app

__all__ = ["socket_app"]
