"""A Zalo Official Account: its articles, the tokens that open it, and how it is connected."""
