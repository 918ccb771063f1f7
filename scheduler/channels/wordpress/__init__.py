"""A WordPress of the office's, through its REST interface."""
