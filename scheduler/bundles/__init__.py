"""Posts that one office gives to others: a signed bundle, what is taken of it, and the receipts."""
