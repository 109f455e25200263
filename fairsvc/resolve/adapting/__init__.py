"""What adapters share: how they ask, go on, and read what APIs say."""
