"""The page on which a person judges what a program cannot, the code beside the rubric."""
