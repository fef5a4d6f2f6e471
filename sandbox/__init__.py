"""A Telegram on your own machine: a Bot API server with chats in memory, and the phones that talk to it."""

from sandbox.app import Sandbox, start

__all__ = ["Sandbox", "start"]
