"""The team's own bot: the group where cases wait, and the talks in colleagues' private chats."""
