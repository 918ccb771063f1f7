"""What lets anybody check that a post is the office's: a page for each, and a signed list of all."""
