"""Cards: post → picture. `gallery.Gallery` paints them, keeps them and finds them again."""

SIZES = ("portrait", "square", "wide")  # that every template has: 1080×1350, 1080×1080, 1200×630
