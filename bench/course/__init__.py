"""A course of 300: from downloads of a platform to grades in its gradebook, each number checked."""
