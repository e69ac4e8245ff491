"""The questions that programs of real hand-ins ask, and what is typed at them."""

from pathlib import Path

import pytest

from harness.checks.answers import fitting
from harness.checks.unfold import unfold
from harness.spec import load
from tests.checks.told import typed_at

FIRST = load(Path(__file__).parents[2] / "assignments" / "first-message")
PROMPTS = [
    ("Run as (s)erver or (c)lient? ", "c"),
    ("1 - Lancer un client\n2 - Lancer le serveur\nVotre choix : ", "1"),
    ("1. Servidor\n2. Cliente\nElige una opción: ", "2"),
    ("Serveur (1) ou client (2) ? ", "2"),
    ("Cliente (1) o servidor (2)? ", "1"),
    ("¿Servidor o cliente? (s/c): ", "c"),
    ("¿Servidor o cliente?: ", "cliente"),
    ("¿Eres el servidor? (s/n): ", "n"),
    ("Buffer size [1024]: ", ""),
    ("Buffer size: ", "1024"),
    ("Server or client? ", "client"),
    ("1. Server\n2. Client\nChoose: ", "2"),
    ("1. Client\n2. Server\nChoose: ", "1"),
    ("Server (1) or client (2)? ", "2"),
    ("1. Start the server\n2. Start client X\n3. Start client Y\nYour choice: ", "2"),
    ("[a] client 1  [b] client 2  [s] server\n> ", "a"),
    ("client = c, server = s: ", "c"),
    ("Are you the server or a client [S/C]? ", "C"),
    ("1) Host a room\n2) Join a room\n> ", "2"),
    ("j - join, h - host: ", "j"),
    ("(H)ost or (J)oin? ", "j"),
    ("Host or join a room? [h/j] ", "j"),
    ("Do you want to host or join? ", "join"),
    ("Message to server from client X: ", "<line>"),
    ("You sent Alice\n1. Send message\n2. View reply\n3. Exit\nSelect: ", "2"),
    ("1. Send message\n2. View reply\n3. Exit\nSelect: ", "1"),
    ("Connected!\n1 - Connect\n2 - Send a message\n3 - Show reply\n4 - Quit\nChoice: ", "2"),
    ("Not connected yet\n1 - Connect\n2 - Send a message\n3 - Show reply\n4 - Quit\n> ", "1"),
    ("Connected: no\n1 - Connect\n2 - Send a message\n3 - Show reply\n4 - Quit\n> ", "1"),
    ("1 - Connect\n2 - Send a message\n3 - Show reply\n4 - Quit\nYour choice: ", "1"),
    ("Connected to server as client 1\n> ", None),
    ("Client 1 connected to server\nSend: ", None),
    ("Enter message: ", "<line>"),
    ("Enter a message: ", "<line>"),
    ("Which port is the server on? (default 12000) ", "<port>"),
    ("Host (Enter for localhost) ", "<address>"),
    ("Connected to the port (all is well)\n", None),
    ("Do you want to be the server (y/n)? ", "n"),
    ("Connect to <ip> <port>: ", "<address> <port>"),
    ("Server (ip,port): ", "<address>,<port>"),
    ("Where is the server running? ", "<address>"),
    ("How many messages do you want to send? ", None),
    ("X - client X\nY - client Y\n> ", "X"),
    ("X: client X is here\nY: client Y is here\n> ", None),
    ("Are you the first client (yes or no)? ", "yes"),
    ("Escriba el mensaje: ", "<line>"),
    ("Mensaje para el servidor: ", "<line>"),
    ("请输入要发送给服务器的消息：", "<line>"),  # noqa: RUF001
    ("Puerto del servidor (Enter = 12000): ", "<port>"),
    ("请输入端口号\uff08默认8888\uff09：", "<port>"),  # noqa: RUF001
    ("Dirección del servidor: ", "<address>"),
    ("Adresse du serveur : ", "<address>"),
    ("请输入服务器IP地址\uff08默认127.0.0.1\uff09：", "<address>"),  # noqa: RUF001
    ("Conectado al servidor en el puerto 12000\n", None),
    ("Conectado al servidor: ", None),
    ("服务器回复：", None),  # noqa: RUF001
    ("> ", None),
    ("", None),
    ("Input: ", None),
    ("Input lowercase sentence: ", "<line>"),
    ("What do you want to say? ", "<line>"),
    ("Connected to server on port 12000\nEnter message: ", "<line>"),
    ("Connected to localhost:12000\n> ", None),
    ("Connected to server 127.0.0.1 on port 12000\n", None),
    ("Server IP: 127.0.0.1\nPort: 12000\n> ", None),
    ("Your name is X\n> ", None),
    ("Are you X or Y?\n> ", "X"),
    ("Connected to the server as client X\n", None),
    ("Connecting to server...\nConnected!\n", None),
    ("Please enter the port\n", "<port>"),
    ("Enter port number> ", "<port>"),
    ("You are client X. Waiting for Y\nsend: ", None),
    ("Client X connected, client Y connected\nReady\n", None),
    ("Enter message to send to the server: ", "<line>"),
    ("Enter your message and press Enter: ", "<line>"),
    ("Type a message (or 'quit' to exit): ", "<line>"),
    ("Enter message or Bye to quit: ", "<line>"),
    ("X: ", None),
    ("X -> Y: ", None),
    ("You: ", None),
    ("Client X: ", None),
    ("Message for client X or Y: ", "<line>"),
    ("Enter the message for the server at 127.0.0.1 port 12000: ", "<line>"),
    ("Client X has connected.\nClient Y has connected.\nSay something: ", "<line>"),
    ("Xavier, enter your message: ", "<line>"),
    ("Send: ", None),
    ("Type here: ", None),
    ("Enter text (press return to send): ", "<line>"),
    ("Press Enter to send the message", "<line>"),
    ("Please enter your input for server: ", None),
    ("1) send 2) quit\n", "1"),
    ("1. Send a message\n2. Quit\nEnter choice: ", "1"),
    ("=== MENU ===\n1 - Connect to server\n2 - Exit\nYour choice: ", "1"),
    ("0) Exit\n1) Send message\n> ", "1"),
    ("s) send q) quit: ", "s"),
    ("[S]end or [Q]uit? ", "S"),
    ("[m]essage or [q]uit? ", "m"),
    ("Press 1 to connect, 2 to quit: ", "1"),
    ("Enter 1 to send a message or 2 to quit: ", "1"),
    ("Press c to connect: ", "c"),
    ("Type 'start' to begin: ", "start"),
    ('Type "connect" to connect to the server: ', "connect"),
    ("a) Join chat\nb) Leave\nOption: ", "a"),
    ("1: Start chatting\n2: Exit\n", "1"),
    ("(1) Send message (2) Quit: ", "1"),
    ("Menu:\n  1. Enter message\n  2. Quit\nSelect an option (1-2): ", "1"),
    ("Enter S to send, Q to quit: ", "S"),
    ("Are you X or Y? ", "X"),
    ("Are you client X or client Y? ", "X"),
    ("Which client are you (X/Y): ", "X"),
    ("Enter X or Y: ", "X"),
    ("are you x or y? ", "x"),
    ("Client (X/Y)? ", "X"),
    ("Are you client 1 or 2? ", "1"),
    ("1) Client X\n2) Client Y\nSelect: ", "1"),
    ("Which client is sending this message (X or Y)? ", "X"),
    ("Client A or B? ", "A"),
    ("Is this client X or Y: ", "X"),
    ("Enter client name (X or Y): ", "X"),
    ("Enter client number: ", "1"),
    ("Client id: ", "X"),
    ("Which client is this? ", "X"),
    ("Who are you, X or Y? ", "X"),
    ("Ready to connect? (y/n) ", "y"),
    ("Connect now? [Y/n]: ", "Y"),
    ("Do you want to send a message? (yes/no): ", "yes"),
    ("Do you want to quit? (y/n) ", "n"),
    ("Are you done (yes or no)? ", "no"),
    ("Send another message (y/n)? ", "y"),
    ("Type yes to continue: ", "yes"),
    ("Server address: ", "<address>"),
    ("Enter server IP: ", "<address>"),
    ("Enter the server's IP address: ", "<address>"),
    ("Enter host name: ", "<address>"),
    ("Enter server name: ", "<address>"),
    ("Host [localhost]: ", "<address>"),
    ("Server IP (press Enter for localhost): ", "<address>"),
    ("What is the IP address of the server? ", "<address>"),
    ("Server to connect to: ", "<address>"),
    ("Connect to: ", "<address>"),
    ("Server: ", "<address>"),
    ("Which server? ", "<address>"),
    ("Input hostname of server: ", "<address>"),
    ("Port: ", "<port>"),
    ("Enter port number: ", "<port>"),
    ("Enter the server port (default 12000): ", "<port>"),
    ("What port is the server on? ", "<port>"),
    ("Server port: ", "<port>"),
    ("Server (host:port): ", "<address>:<port>"),
    ("Enter host:port of server: ", "<address>:<port>"),
    ("Enter server IP and port: ", "<address> <port>"),
    ("Please enter the IP address of the server you want to send a message to: ", "<address>"),
    ("IP: ", "<address>"),
    ("Destination address: ", "<address>"),
    ("Enter server hostname or IP: ", "<address>"),
    ("Server IP/hostname: ", "<address>"),
    ("Enter your name: ", "X"),
    ("Username: ", "X"),
    ("Your name, please: ", "X"),
    ("Enter an alias: ", "X"),
    ("Introduce tu nombre: ", "X"),
    ("¿Cómo te llamas? ", "X"),
    ("Qui êtes-vous ? ", "X"),
    ("I am client X\nEnter a message to send to the server: ", "<line>"),
    ("You are client X. Enter a line, or Bye to quit: ", None),
    ("Enter nickname: ", "X"),
    ("What is your name? ", "X"),
    ("User name: ", "X"),
    ("Login: ", "X"),
    ("Enter your name to start chatting: ", "X"),
    ("Name: ", "X"),
    ("Press Enter to connect ", ""),
    ("Press ENTER to continue...", ""),
    ("Hit return when ready: ", ""),
    ("press any key to start", ""),
    ("Press <Enter> to start the client", ""),
    ("Press Enter to quit ", None),
    ("Press Enter to exit...", None),
    ("Press enter when the other client is ready", ""),
    ("Use x/y: ", "x"),
    ("This machine's address: ", "<address>"),
    ("Mensaje enviado\n1. Enviar\n2. Ver respuesta\n3. Salir\nOpción: ", "2"),
    ("¡Conectado!\n1. Conectar\n2. Enviar\n3. Salir\nOpción: ", "2"),
    ("1. Se connecter\n2. Envoyer un message\n3. Quitter\nChoix : ", "1"),
    ("0 - Выход\n1 - Отправить сообщение\n> ", "1"),
    ("[S]enden [B]eenden: ", "S"),
    ("Weiter mit der Eingabetaste", ""),
    ("¿Eres el cliente X? (s/n): ", "s"),
    ("Beenden (j/n)? ", "n"),
    ("Bereit (j/n)? ", "j"),
    ('Tapez "envoyer" pour envoyer un message, "quitter" pour quitter.\nCommande > ', "envoyer"),
    ('"envoyer" pour envoyer, "aide" pour cette aide, "quitter" pour quitter : ', "envoyer"),
    ("Type 'send' to send, 'quit' to leave.\nYour message: ", "<line>"),
    ("Type 'send' to send a message, 'quit' to leave: ", "send"),
    ("Type a message, or 'quit' to leave: ", "<line>"),
    ("1. Połącz z serwerem\n2. Wyślij wiadomość\n3. Wyjdź\nWybór: ", "1"),
    ("Połączono z serwerem.\n1. Połącz z serwerem\n2. Wyślij\n3. Wyjdź\nWybór: ", "2"),
    ("你是X还是Y\uff1f", "X"),
    ("File name: ", "<line>"),
    ("Do the extra credit (y/n)? ", "n"),
    ("1) Message order\n2) Extra credit: chat\nWhich one? ", "1"),
    ("1) Assignment 2) Extra credit chat: ", "1"),
    ("Run the extra credit (y/n)? ", "n"),
    ("1) Main assignment\n2) Extra credit chat\nChoice: ", "1"),
    ("[M]ain part or [E]xtra credit? ", "M"),
    ("Main part (m) or extra credit (e)? ", "m"),
    ("Main part or extra credit (m/e)? ", "m"),
    ("main or extra? ", "main"),
    ("Part 1 or part 2? ", "1"),
    ("1) Main part; for the chat type 2: ", "1"),
]


@pytest.mark.parametrize(("printed", "typed"), PROMPTS)
def test_what_clients_of_the_first_assignment_are_told(printed: str, typed: str | None) -> None:
    """Menus, names, places, yes and Enter are answered; the message is left to the story."""
    assert typed_at(FIRST, "client1", printed, "order") == typed


@pytest.mark.parametrize(
    ("printed", "main", "extra"),
    [
        ("1 = first message, 2 = chat: ", "1", "2"),
        ("Enter 1 for the main part or 2 for the extra credit: ", "1", "2"),
        ("[1] Part one\n[2] Part two\n> ", "1", "2"),
        ("Extra credit chat? (yes/no) ", "no", "yes"),
        ("1. Parte principal: quién habló primero\n2. Crédito extra: chat\nOpción: ", "1", "2"),
        ("1) Hauptteil\n2) Zusatzaufgabe\n3) Beenden\nWahl: ", "1", "2"),
        ("1. 主要部分\n2. 聊天\n请选择: ", "1", "2"),
    ],
)
def test_a_server_of_both_parts_is_told_which(printed: str, main: str, extra: str) -> None:
    """The main part for the server, the extra credit for the hub."""
    assert typed_at(FIRST, "server", printed, "order") == main
    assert typed_at(FIRST, "hub", printed, "chat", "x-leaves") == extra


TRACEBACK = """Exception in thread Thread-1 (receive):
Traceback (most recent call last):
  File "/usr/lib/python3.12/threading.py", line 1052, in _bootstrap_inner
    self.run()
  File "/usr/lib/python3.12/threading.py", line 989, in run
    self._target(*self._args, **self._kwargs)
  File "/home/student/client.py", line 12, in receive
    data = sock.recv(1024)
           ^^^^
NameError: name 'sock' is not defined. Did you mean: 'socket'?
"""


@pytest.mark.parametrize(
    ("question", "typed"),
    [("Enter a message: ", "<line>"), ("Your name: ", "X"), ("Error! What is your name? ", "X")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_python_tells_of_an_error_asks_nothing(question: str, typed: str, end: str) -> None:
    """A thread that dies may print it before, behind or in the midst of what the other one asks."""
    rows = [f"{row}{end}" for row in TRACEBACK.splitlines()]
    for at in range(len(rows) + 1):
        for until in (at, len(rows)):
            printed = "".join((*rows[:at], question, *rows[at:until]))
            assert typed_at(FIRST, "client1", printed, "order") == typed, printed


@pytest.mark.parametrize(
    ("question", "typed"),
    [("", None), ("> ", None), ("Your name: ", "X"), ("Warning: no port\nPort? ", "<port>")],
)
def test_what_python_warns_of_asks_nothing(question: str, typed: str | None) -> None:
    """The line of code that it quotes may name a name and end with a colon."""
    warns = (
        '/home/student/client.py:9: SyntaxWarning: "is" with a literal. Did you mean "=="?\n'
        "  if name is '':\n"
    )
    assert typed_at(FIRST, "client1", warns + question, "order") == typed


def test_every_usual_question_has_an_example() -> None:
    """Each row of the usual questions is what decides at some prompt above."""
    play = unfold(FIRST, "order", "whole", "x-first")
    replies = [fitting(play, "client1", printed)[0] for printed, _ in PROMPTS]
    decided = {reply.source for reply in replies if reply is not None}
    assert {answer.source for answer in FIRST.roles["client1"].answers} == decided
