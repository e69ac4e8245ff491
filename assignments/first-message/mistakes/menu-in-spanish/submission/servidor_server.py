#!/usr/bin/env python3
# ¿Por qué necesitamos hilos? Porque recv() bloquea: con un solo hilo el servidor quedaría
# esperando a un cliente y no podría saber si el otro habló primero. Un hilo por cliente
# permite recibir ambos mensajes a la vez, y la lista compartida guarda el orden de llegada.
import socket
from threading import Thread, Lock


class Servidor:
    """Acepta dos clientes y les dice qué mensaje llegó primero."""

    def __init__(self, puerto=12000):
        self.puerto = puerto
        self.llegadas = []
        self.candado = Lock()
        self.conexiones = {}

    def atender(self, nombre):
        """Un hilo: recibe el mensaje de un cliente."""
        datos = self.conexiones[nombre].recv(2048).decode()
        with self.candado:
            self.llegadas.append(nombre + ': ' + datos)
        print(f'Recibido de {nombre}: {datos}', flush=True)

    def ejecutar(self):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as oyente:
            oyente.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            oyente.bind(('0.0.0.0', self.puerto))
            oyente.listen()
            print('Servidor listo', flush=True)
            for nombre in 'XY':
                self.conexiones[nombre], dir_ = oyente.accept()
                print(f'Cliente {nombre} conectado desde {dir_[0]}', flush=True)
            hilos = [Thread(target=self.atender, args=(n,)) for n in self.conexiones]
            [h.start() for h in hilos]
            [h.join() for h in hilos]
            respuesta = ' received before '.join(self.llegadas)
            print('Enviando a ambos:', respuesta, flush=True)
            for c in self.conexiones.values():
                c.sendall(respuesta.encode())
                c.close()


if __name__ == '__main__':
    Servidor().ejecutar()
    input('Presiona Enter para salir...')
