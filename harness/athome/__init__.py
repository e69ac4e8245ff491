"""What goes along with a handout, so that students can check their work themselves."""

from harness.athome.carried import CHECK, FOLDER, carried

__all__ = ["CHECK", "FOLDER", "carried"]
