"""From words to lines of glyphs: faces, where a line may end, and the size that fits."""
