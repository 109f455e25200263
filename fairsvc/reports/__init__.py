"""What a catalogue's assessments add up to, as values and as pages, tables and charts of them."""
