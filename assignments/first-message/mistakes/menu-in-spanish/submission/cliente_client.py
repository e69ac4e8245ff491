#!/usr/bin/env python3
"""Cliente con menú: conectar, enviar, salir."""
import socket


class Cliente:
    """Un cliente del servidor; la conexión se abre desde el menú."""

    def __init__(self):
        self.sock = None

    def conectar(self):
        """Establece la conexión TCP."""
        if self.sock:
            print('Ya está conectado.')
            return
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.connect(('127.0.0.1', 12000))
        print('Conectado al servidor.')

    def enviar(self):
        """Envía un mensaje y espera la respuesta."""
        # sin conexión no hay a quién enviar
        if not self.sock:
            print('Primero debe conectarse.')
            return
        mensaje = input('Escriba su mensaje: ')
        self.sock.sendall(mensaje.encode())
        print(f'Enviado: {mensaje}')
        print('Servidor dice:', self.sock.recv(2048).decode())

    def menu(self):
        # el menú se repite hasta que el usuario sale
        while True:
            print('\n--- MENÚ ---')
            print('1. Conectar al servidor')
            print('2. Enviar mensaje')
            print('3. Salir')
            opcion = input('Elija una opción: ').strip()
            if opcion == '1':
                self.conectar()
            elif opcion == '2':
                self.enviar()
            elif opcion == '3':
                break
            else:
                print('Opción inválida')
        # al salir se cierra la conexión
        if self.sock:
            self.sock.close()


if __name__ == '__main__':
    Cliente().menu()
