"""Results as people and other programs read them: web pages, terminal, JSON, CSV, diagrams.

Everything here is a function from ``harness.model.result`` to text; only ``folder`` writes files.
Reports render and never judge: what a verdict is and why was decided before.
"""
