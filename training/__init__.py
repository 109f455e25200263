"""The training catalogue: readers of learning materials and events."""
