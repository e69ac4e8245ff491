"""Who was first, and the chat."""
PORT = 12000
