"""Serveur.

Pourquoi le multithreading est-il nécessaire ? recv() est bloquant. Avec un seul thread, le serveur est
bloqué sur un client pendant que l'autre parle. Il faut donc un thread par client.
"""
import socket
import threading
from collections import namedtuple

Arrivee = namedtuple('Arrivee', 'client texte')


class Serveur:
    """Deux clients, un ordre."""

    NOMS = ('X', 'Y')

    def __init__(self, adresse=('', 12000)):
        self.adresse = adresse
        self.arrivees = []
        self.verrou = threading.RLock()
        self.barriere = threading.Barrier(2, action=self.repondre)
        self.sockets = {}

    def repondre(self):
        """Appelée une fois, quand les deux threads sont à la barrière."""
        un, deux = self.arrivees
        texte = f'{un.client}: {un.texte} received before {deux.client}: {deux.texte}'
        for nom, prise in self.sockets.items():
            prise.sendall(texte.encode())
            print(f'[envoi -> {nom}] {texte}')

    def recevoir(self, nom):
        """Thread d'un client."""
        texte = self.sockets[nom].recv(1024).decode()
        with self.verrou:
            self.arrivees.append(Arrivee(nom, texte))
            print(f'[reçu <- {nom}] {texte}')
        self.barriere.wait()
        self.sockets[nom].close()

    def servir(self):
        """Accepte les deux, puis lance les threads."""
        with socket.create_server(self.adresse) as ecoute:
            for nom in self.NOMS:
                self.sockets[nom], _ = ecoute.accept()
                print(f'{nom} est là')
        for nom in self.NOMS:
            threading.Thread(target=self.recevoir, args=(nom,)).start()


Serveur().servir()
