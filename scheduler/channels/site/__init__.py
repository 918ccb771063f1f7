"""The website that is made of files: records (the truth), pages, feeds, and what they look like."""
