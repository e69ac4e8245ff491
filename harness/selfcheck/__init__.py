"""A student's own check: which assignment a folder is of, played as far as a student may see it."""
