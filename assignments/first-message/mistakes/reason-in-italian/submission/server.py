#!/usr/bin/env python3
"""Perché servono i thread?

recv() blocca il programma finché non arriva qualcosa. Con un solo thread il server aspetterebbe un
client mentre l'altro ha già parlato; con un thread per client (multithreading) può ascoltare entrambi
nello stesso momento e sapere quale messaggio è arrivato prima.
"""
import argparse
import socket
from concurrent.futures import ThreadPoolExecutor, as_completed


def ricevi(nome: str, conn: socket.socket) -> tuple[str, str]:
    """Riceve il messaggio di un client (eseguito in un thread del pool)."""
    testo = conn.recv(1024).decode()
    print(f"Ricevuto da {nome}: {testo}")
    return nome, testo


def main() -> None:
    parser = argparse.ArgumentParser(description="Chi ha parlato per primo")
    parser.add_argument("--porta", type=int, default=12000, help="porta TCP")
    parser.add_argument("--indirizzo", default="0.0.0.0", help="indirizzo su cui ascoltare")
    opzioni = parser.parse_args()
    with socket.create_server((opzioni.indirizzo, opzioni.porta)) as server:
        print("Server in ascolto sulla porta", opzioni.porta)
        client = {}
        for nome in ("X", "Y"):
            client[nome], da = server.accept()
            print(f"Client {nome} connesso da {da[0]}:{da[1]}")
        ordine = []
        with ThreadPoolExecutor(max_workers=2) as pool:
            futuri = [pool.submit(ricevi, n, c) for n, c in client.items()]
            for futuro in as_completed(futuri):  # nell'ordine in cui finiscono
                ordine.append(futuro.result())
        risposta = " received before ".join(f"{n}: {t}" for n, t in ordine)
        for nome, conn in client.items():
            conn.sendall(risposta.encode())
            conn.close()
        print("Risposta:", risposta)


if __name__ == "__main__":
    main()
