"""The only room that stores: harvest runs, assessment runs, re-scoring, and what reports read."""
