"""The conversation: pure data and pure functions, from which everything that a person sees follows."""
