"""The health of an OAI-PMH provider: what to ask, and what the answers show against the standard, all of it pure."""
