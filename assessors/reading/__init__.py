"""What checks ask of evidence: who says what, whether it says anything, and what silence means."""
