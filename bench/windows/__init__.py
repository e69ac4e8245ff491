"""What windows cost, beside their programs alone."""
