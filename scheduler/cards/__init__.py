"""Cards: post → picture. `gallery.Gallery` paints them, keeps them and finds them again."""
