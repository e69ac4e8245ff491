"""Un solo servidor para las dos partes: pregunta cuál al empezar."""
import socket
import threading


class Base:
    def __init__(self):
        self.conns = {}
        self.first = []
        self.lock = threading.Lock()

    def connect(self):
        listener = socket.create_server(('', 12000))
        print('The server is waiting to receive two connections....')
        for word, name in zip(['first', 'second'], 'XY'):
            self.conns[name] = listener.accept()[0]
            print(f'Accepted {word} connection, calling it client {name}')
        listener.close()
        for name, conn in self.conns.items():
            conn.sendall(f'Client {name} has connected.\n'.encode())
        print('Waiting to receive messages from client X and client Y....')

    def close(self):
        print('Waiting a bit for clients to close their connections')
        for conn in self.conns.values():
            conn.shutdown(socket.SHUT_RDWR)
            conn.close()
        for thread in self.threads:
            thread.join()
        print('Done.')

    def start(self, target):
        self.threads = [threading.Thread(target=target, args=pair) for pair in self.conns.items()]
        for thread in self.threads:
            thread.start()


class Order(Base):
    def listen(self, name, conn):
        text = conn.recv(1024).decode().strip()
        with self.lock:
            self.first.append(f'{name}: {text}')

    def run(self):
        self.connect()
        self.start(self.listen)
        for thread in self.threads:
            thread.join()
        for conn in self.conns.values():
            conn.sendall((' received before '.join(self.first) + '\n').encode())
        self.close()


class Chat(Base):
    def __init__(self):
        super().__init__()
        self.over = threading.Event()

    def listen(self, name, conn):
        other = self.conns['Y' if name == 'X' else 'X']
        for line in conn.makefile():
            other.sendall(line.encode())
            if line.strip() == 'Bye':
                break
        self.over.set()

    def run(self):
        self.connect()
        self.start(self.listen)
        self.over.wait()
        self.close()


print('1. Parte principal: quién habló primero')
print('2. Crédito extra: chat')
opcion = input('Elige una opción: ')
(Chat if opcion == '2' else Order)().run()
