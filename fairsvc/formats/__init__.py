"""One file a format: bytes to model and back, pure, tolerant of what is deployed."""
