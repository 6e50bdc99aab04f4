"""A believable business with eighteen months of history, made by the same actions as the real."""
