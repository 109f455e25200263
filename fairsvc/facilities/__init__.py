"""What is known of the facilities: facts with their source and date, as data; the operator's folder outranks ours."""
