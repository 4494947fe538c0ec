"""What people and programs read out of the store: lists and explanations; nothing is written."""
