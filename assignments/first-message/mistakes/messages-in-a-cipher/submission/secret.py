# Vigenere with bytes: each byte is XORed with the next one of the key.
from itertools import cycle

KEY = b'networks'


def encrypt(text):
    return bytes(a ^ b for a, b in zip(text.encode(), cycle(KEY)))


def decrypt(data):
    return bytes(a ^ b for a, b in zip(data, cycle(KEY))).decode()
