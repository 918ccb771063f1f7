"""A card's design: templates of layers, a brand's colours and drawings, and each thing at its place."""
