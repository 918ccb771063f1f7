"""Cards: post → picture. Gives `Gallery`, which paints, keeps and finds them again."""
