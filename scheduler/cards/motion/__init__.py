"""A card that moves: the layers of its design come on one after the other and stay as the card stands."""
