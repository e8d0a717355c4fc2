"""The WebSocket: the handshake, one connection, and the messages it takes."""

from instar.transport.socket.endpoint import SocketApp
from instar.transport.socket.protocol import DirectProtocol, Flusher

__all__ = ["DirectProtocol", "Flusher", "SocketApp"]
