"""What remedies are filled with: what is known of the dataset, examples for the rest, and how both are spelt."""
