"""A list becomes contacts, or reasons."""
