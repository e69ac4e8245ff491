"""Client avec un menu à commandes.

Commandes : envoyer, aide, quitter.
"""
import socket


def aide():
    """Affiche les commandes."""
    print('Tapez "envoyer" pour envoyer un message, "aide" pour cette aide, "quitter" pour quitter.')


def main():
    """Boucle des commandes."""
    prise = socket.create_connection(('127.0.0.1', 12000))
    aide()
    while True:
        commande = input('Commande > ').strip().lower()
        if commande == 'envoyer':
            texte = input('Texte du message : ')
            prise.sendall(texte.encode())
            print('-> ' + texte)
            # la réponse vient quand l'autre a parlé
            print('<- ' + prise.recv(1024).decode())
            break
        elif commande == 'quitter':
            break
        else:
            print('Commande inconnue.')
            aide()
    prise.close()


main()
