"""Who is asking, what she may do, and what every request must pass."""
