"""From what is shown to HTML: the pages and their texts."""
