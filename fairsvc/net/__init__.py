"""The only outgoing HTTP: polite, bounded, and never to an address that nobody allowed."""
