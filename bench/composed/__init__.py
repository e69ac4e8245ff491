"""Hand-ins composed of choices, each of which is innocent or a known mistake."""
