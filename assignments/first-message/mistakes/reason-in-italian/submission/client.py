#!/usr/bin/env python3
"""Il client: si collega, manda un messaggio, mostra la risposta."""
import argparse
import socket


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--porta", type=int, default=12000)
    opzioni = parser.parse_args()
    with socket.create_connection((opzioni.host, opzioni.porta)) as conn:
        # un messaggio vuoto non arriverebbe mai
        while True:
            testo = input("Cosa vuoi dire al server? ").strip()
            if testo:
                break
            print("Il messaggio non può essere vuoto.")
        # il server risponde quando li ha entrambi
        conn.sendall(testo.encode())
        print("Inviato:", testo)
        print("Il server risponde:", conn.recv(1024).decode())
    input("Premi Invio per chiudere")


if __name__ == "__main__":
    main()
