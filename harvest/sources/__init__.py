"""Sources: endpoint and checkpoint in, pages out."""
