"""``answers: usual``: the questions of any networking homework, and what a spec says of them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.checks.answers import fitting
from harness.checks.play import Whereabouts
from harness.checks.unfold import unfold
from harness.model.spec import Blank, Spec
from harness.spec import texts, usual

Read = Callable[[str], Spec]

SPEC = r"""
callsheet: 1
roles:
  desk: {files: d.py, does: listen, answers: usual}
  store: {files: t.py, does: listen, port: 5000, answers: usual}
  ann, ben: {files: c.py, does: connect, answers: usual}
  cleo: {files: e.py, does: connect, answers: {end: stop, usual: [Cleopatra], '/menu {key}/': own}}
  dora: {else: ann}
  eve, fay: {files: f.py, else: [ann, ben], answers: usual}
  silent: {files: s.py}
words:
  key: /z/
  end: /nothing at all/
scenes:
  s:
    story: |
      start desk, store, ann, ben, cleo, dora, eve, fay, silent
      one: ann prints: {key}
      ann prints: {end}
rubric: {one: 10 One}
"""

PROMPTS = [
    ("desk", "Run as (s)erver or (c)lient? ", "s"),
    ("desk", "Server or client? ", "server"),
    ("desk", "1. Server\n2. Client\n> ", "1"),
    ("desk", "[1] Start server\n[2] Start client\n[0] Exit\nOption: ", "1"),
    ("ann", "[1] Start server\n[2] Start client\n[0] Exit\nOption: ", "2"),
    ("ann", "1. Run as server\n2. Run as client\n> ", "2"),
    # the choices need not be put alike
    ("desk", "1. Start the server\n2. Start a client\n3. Exit\n> ", "1"),
    ("ann", "1. Start the server\n2. Start a client\n3. Exit\n> ", "2"),
    ("ann", "1) Join the room\n2) to host one\n3) Exit\n> ", "1"),
    # each client has a choice of its own
    ("desk", "1. Start the server\n2. Start client X\n3. Start client Y\n4. Exit\n> ", "1"),
    ("ann", "1. Start the server\n2. Start client X\n3. Start client Y\n4. Exit\n> ", "2"),
    ("ben", "1. Start the server\n2. Start client X\n3. Start client Y\n4. Exit\n> ", "3"),
    ("fay", "a) client 1, b) client 2, s) server: ", "b"),
    ("desk", "a) client 1, b) client 2, s) server: ", "s"),
    ("desk", "Server (1) or client (2)? ", "1"),
    ("ann", "Server (1) or client (2)? ", "2"),
    ("ann", "client = c, server = s: ", "c"),
    ("desk", "Are you the server or a client [S/C]? ", "S"),
    ("ann", "Are you the server or a client [S/C]? ", "C"),
    ("desk", "Do you want to host or join a room? [h/j] ", "h"),
    ("ann", "Do you want to host or join a room? [h/j] ", "j"),
    ("desk", "(H)ost or (J)oin? ", "h"),
    ("ann", "Host or join? ", "join"),
    ("ann", "Type 'h' to host, 'j' to join: ", "j"),
    ("desk", "join a room or host one: ", "host"),
    ("ann", "1) Host a room\n2) Join a room\n3) Exit\n> ", "2"),
    ("ann", "Welcome, host. Others may join now.\nSay something: ", "<line>"),
    ("desk", "1. Start server\n2. Exit\nChoose: ", "1"),
    ("desk", "[q] quit [s] start\n", "s"),
    ("desk", "Port to listen on: ", "12000"),
    ("store", "Port: ", "5000"),
    ("store", "¿Puerto? ", "5000"),
    ("desk", "How many clients? ", "3"),
    ("desk", "Bind to which IP address? ", "0.0.0.0"),
    ("desk", "Start now (y/n)? ", "y"),
    ("desk", "Press Enter to start", ""),
    ("desk", "Serving. Press Enter to stop it.\n", None),
    ("desk", "Name of client 1 [X]: ", ""),
    ("desk", "Name for the first client: ", "X"),
    ("desk", "What shall client #2 be called? ", "Y"),
    ("desk", "Client 1 said its name is: Tom\n", None),
    ("ann", "Name for the first client: ", "ann"),
    ("desk", "Log file (default: none)> ", ""),
    ("desk", "Which mode [a/b]? ", None),
    ("desk", "[admin]> ", None),
    ("desk", "Running [Enter to stop] ", None),
    ("desk", "Running (Enter to stop) ", None),
    ("desk", "[12:00:01] waiting\n", None),
    ("desk", "Waiting for clients on port 12000\n", None),
    ("ann", "Username: ", "ann"),
    ("ben", "Username: ", "ben"),
    ("cleo", "Username: ", "Cleopatra"),
    ("dora", "Username: ", "ann"),
    ("ann", "What should we call you? ", "ann"),
    ("ann", "Who is this? ", "ann"),
    ("ann", "Enter an alias> ", "ann"),
    ("ann", "Please enter ID: ", "ann"),
    ("ann", "Sign in as: ", "ann"),
    ("ann", "Introduce tu nombre: ", "ann"),
    ("ann", "Nom d'utilisateur : ", "ann"),
    ("ann", "请输入用户名: ", "ann"),
    ("ann", "Nombre del archivo: ", None),
    ("ann", "Valid text: ", "<line>"),
    ("ann", "Client: ", None),
    ("ann", "X or Y? ", "X"),
    ("ben", "X or Y? ", "Y"),
    ("cleo", "X or Y? ", None),
    # who has an 'else' is X or Y as the one that it stands in for
    ("eve", "Are you client X or Y? ", "X"),
    ("fay", "Are you client X or Y? ", "Y"),
    ("fay", "Client number: ", "2"),
    ("cleo", "Client number: ", "3"),
    ("ann", "Is this client X (y/n)? ", "y"),
    ("ben", "Is this client X (y/n)? ", "n"),
    ("ben", "Is this the right message (y/n)? ", "y"),
    ("ann", "Are you the server? (yes/no) ", "no"),
    ("ann", "Will you host a room? [y/n] ", "n"),
    ("ann", "Run the server (y/n)? ", "n"),
    ("ann", "Is the server running (y/n)? ", "y"),
    ("ann", "Start the server first. Is it there (y/n)? ", "y"),
    ("ann", "Do you want to join a room? (y/n) ", "y"),
    ("desk", "Are you the server? (yes/no) ", "yes"),
    ("desk", "Are you hosting? (y/n) ", "y"),
    ("desk", "Do you want to join a room? (y/n) ", "n"),
    ("desk", "Are you a client (y/n)? ", "n"),
    ("ben", "Enter 1 if you are client X, 2 if you are client Y: ", "2"),
    ("ann", "PORT NUMBER = ", "<port>"),
    ("ann", "Server IP: ", "<address>"),
    ("ann", "Mail server: ", "<address>"),
    ("ann", "Введите адрес сервера: ", "<address>"),
    ("ann", "Порт сервера: ", "<port>"),
    ("ann", "Adres serwera: ", "<address>"),
    ("ann", "Сервер запущен: ", None),
    ("ann", "Connected to the mail server\n", None),
    ("ann", "File name: ", "<line>"),
    ("ann", "1) send 2) quit\n", "1"),
    ("ann", "1) quit\n2) upload a file\nYour choice: ", "2"),
    ("ann", "[P] publish a message\n[Q] quit\n> ", "P"),
    # a menu in another language has a choice that goes on, beside one that leaves
    ("ann", "1) Conectar\n2) Enviar\n3) Salir\nOpción: ", "1"),
    ("ann", "¡Conectado!\n1) Conectar\n2) Enviar\n3) Salir\nOpción: ", "2"),
    ("ann", "No conectado.\n1) Conectar\n2) Enviar\n3) Salir\nOpción: ", "1"),
    ("ann", "Vous êtes connecté.\n1. Se connecter\n2. Envoyer\n3. Quitter\nChoix : ", "2"),
    ("ann", "未连接\n1. 连接服务器\n2. 发送消息\n3. 退出\n请选择: ", "1"),
    ("ann", "Gesendet.\n1: Verbinden\n2: Senden\n3: Antwort anzeigen\n4: Ende\nWahl: ", "3"),
    ("ann", "0 - Выход\n1 - Отправить сообщение\n> ", "1"),
    ("ann", "  [E] Enviar mensagem\n  [S] Sair\nOpção: ", "E"),
    ("ann", "(E)nviar, (S)alir: ", "E"),
    ("ann", "按1发送消息\uff0c按2退出: ", "1"),
    ("ann", "1. メッセージを送信\n2. 終了\n選択: ", "1"),
    ("ann", "1 Wyślij wiadomość\n2 Wyjście\nWybór: ", "1"),
    ("ann", "1. Parte principal\n2. Chat\n3. Salir\nOpción: ", None),
    ("ann", "1) Senden 2) Beenden\nIhre Nachricht: ", "<line>"),
    ("ann", "Du bist Client X. Was soll hin? ('Ende' zum Beenden) ", None),
    ("desk", "[1] Server starten\n[2] Programm beenden\nBitte wählen: ", "1"),
    ("desk", "0. 退出\n1. 启动服务器\n请选择: ", "1"),
    ("desk", "Presiona Enter para iniciar", ""),
    ("desk", "Presiona Enter para salir", None),
    ("desk", "¿Iniciar? (s/n) ", "s"),
    ("ann", "Presiona Enter para continuar...", ""),
    ("ann", "Presiona Enter para salir...", None),
    ("ann", "Drücken Sie die Eingabetaste, um fortzufahren: ", ""),
    ("ann", "按回车键继续", ""),
    ("ann", "按回车键退出", None),
    ("ann", "Eingabe (Enter zum Senden): ", None),
    ("ann", "按回车键发送> ", None),
    ("ann", "Round 1 of 2: ", None),
    ("ann", "準備ができたらEnterキーを押してください", ""),
    ("ann", "Appuyez sur Entrée pour quitter", None),
    ("ben", "Ποιος πελάτης είσαι (X ή Y); ", "Y"),
    ("ann", "هل أنت X أو Y: ", "X"),
    ("ann", "Enter zum Beenden", None),
    ("ann", "Type and press return: ", None),
    ("ann", "Chat\nWrite here, then hit the Enter key> ", None),
    ("ann", "Type anything and press Enter: ", ""),
    ("ann", "Start the other client and press Enter", ""),
    ("ann", "Type Ctrl-C to stop, or press Enter to go on", ""),
    ("desk", "Πατήστε Enter για να ξεκινήσει ο διακομιστής...", ""),  # noqa: RUF001
    ("ann", "Πατήστε Enter για έξοδο", None),  # noqa: RUF001
    ("ann", "Πατήστε Enter για αποστολή μηνύματος: ", None),  # noqa: RUF001
    ("ann", "اضغط Enter للمتابعة", ""),
    ("ann", "اضغط Enter للخروج", None),
    ("ann", "जारी रखने के लिए Enter दबाएँ", ""),
    ("ann", "बाहर निकलने के लिए Enter दबाएँ", None),
    ("ann", "กด Enter เพื่อเริ่ม", ""),
    ("ann", "กด Enter เพื่อออก", None),
    ("ann", "Натисніть Enter, щоб продовжити", ""),
    ("ann", "Натисніть Enter для виходу", None),
    ("desk", "Θύρα: ", "12000"),
    ("desk", "Quantos clientes? ", "3"),
    ("desk", "Wie viele Clients? ", "3"),
    ("desk", "Сколько клиентов: ", "3"),
    ("desk", "Quantos clientes faltam: ", None),
    ("ann", "أدخل رسالة إلى الخادم: ", None),
    ("ann", "¿Desea salir? (s/n): ", "n"),
    ("ann", "Prêt ? (o/n) ", "o"),
    ("ann", "准备好了吗\uff1f\uff08是/否\uff09", "是"),
    ("ann", "¿Eres el cliente X? (s/n): ", "s"),
    ("ben", "¿Eres el cliente X? (s/n): ", "n"),
    ("ben", "Welcher Client sind Sie (X oder Y)? ", "Y"),
    ("ben", "你是客户端X还是Y\uff1f", "Y"),
    ("ben", "X und Y sind verbunden. Los: ", None),
    ("ann", "1. Servidor\n2. Cliente\nElige una opción: ", "2"),
    ("desk", "1 - Lancer le serveur\n2 - Lancer un client\nVotre choix : ", "1"),
    ("ann", "1 - Lancer le serveur\n2 - Lancer un client\nVotre choix : ", "2"),
    ("ann", "[1] Iniciar servidor\n[2] Iniciar cliente\nOpção: ", "2"),
    ("desk", "1) Avvia il server\n2) Avvia il client\nScelta: ", "1"),
    ("ann", "1. Sunucu\n2. İstemci\nSeçiminiz: ", "2"),
    ("ann", "1. Uruchom serwer\n2. Uruchom klienta\nWybierz: ", "2"),
    ("desk", "1. Сервер\n2. Клиент\n> ", "1"),
    ("ann", "1. 启动服务器\n2. 启动客户端\n输入选项: ", "2"),
    ("ann", "¿Servidor o cliente?: ", "cliente"),
    ("desk", "Serveur (1) ou client (2) ? ", "1"),
    ("desk", "¿Servidor o cliente? (s/c): ", "s"),
    ("ann", "¿Servidor o cliente? (s/c): ", "c"),
    ("ann", "Serwer czy klient [s/k]? ", "k"),
    ("ann", "(s)unucu / (i)stemci: ", None),
    ("ann", "¿Servidor o cliente (a/b)? ", None),
    ("ann", "Serveur (1) ou client (2) ? ", "2"),
    ("ann", "¿Eres el servidor? (s/n): ", "n"),
    ("desk", "Êtes-vous le serveur ? [o/n] ", "o"),
    ("ann", "¿El servidor está listo? (s/n): ", "s"),
    ("ann", "1. El servidor dice que sí.\nMensaje para el cliente 2: ", "<line>"),
    ("ann", "Buffer size [1024]: ", ""),
    ("desk", "Buffer size: ", "1024"),
    ("ann", "The buffer is full. Message [1]: ", "<line>"),
    # a choice is no word of a sentence, nor the name that somebody was given
    ("ann", "1) client\n2) server\n> ", "1"),
    ("ann", "s - server, c - client: ", "c"),
    ("ann", "Type 1 for the client or 2 for the server: ", "1"),
    ("desk", "c: client, s: server? ", "s"),
    ("ann", "Server [1], client [2]\nEnter a message to send to the server: ", "<line>"),
    ("ann", "I am client X\nEnter a message to send to the server: ", "<line>"),
    ("ann", "Connected as a client.\nWhat shall the server get? ", None),
    ("ann", "1 client is there.\nWhat shall the server get? ", None),
    ("ann", "You are client X. Enter a line, Bye to quit: ", None),
    ("ann", "Connected as Y: start now, or exit with Bye\n> ", None),
    ("ann", "s) send\nq) quit\n> ", "s"),
    ("ann", "X and Y are connected. Go ahead: ", None),
    ("ann", "¿Cómo te llamas? ", "ann"),
    ("ann", "Comment vous appelez-vous ? ", "ann"),
    ("ann", "你叫什么名字: ", "ann"),
    ("store", "Listen on (host:port): ", "0.0.0.0:5000"),
    ("store", "IP address and port to listen on [0.0.0.0 5000]: ", "0.0.0.0 5000"),
    ("store", "Interface,port: ", "0.0.0.0,5000"),
    ("store", "Listening on host:port 0.0.0.0:5000\n", None),
    ("cleo", "end (y/n)? ", "stop"),
    ("cleo", "menu z: ", "own"),
    ("silent", "Port: ", None),
]


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing of the usual questions has been read yet, nor will be known afterwards."""
    usual._tables.cache_clear()
    yield
    usual._tables.cache_clear()


@pytest.mark.parametrize(("role", "printed", "typed"), PROMPTS)
def test_what_is_usual_is_answered(role: str, printed: str, typed: str | None, read: Read) -> None:
    """Each role is answered by what it does, who it is, and what the spec says above all that."""
    reply, bound = fitting(unfold(read(SPEC), "s", "whole", ""), role, printed)
    if reply is None or reply.says is None:
        assert typed == (None if reply is None else "<line>")
        return
    parts = [f"<{p.what}>" if isinstance(p, Whereabouts) else p for p in reply.says]
    assert "".join(bound[p.name] if isinstance(p, Blank) else p for p in parts) == typed


def test_a_client_has_the_name_that_it_types(read: Read) -> None:
    """Its role's, or the one that the spec lists; a server, and who is asked nothing, has none."""
    called = {name: role.called for name, role in read(SPEC).roles.items()}
    assert called == {
        "desk": "",
        "store": "",
        "ann": "ann",
        "ben": "ben",
        "cleo": "Cleopatra",
        "dora": "ann",
        "eve": "eve",
        "fay": "fay",
        "silent": "",
    }


def test_neither_takes_words_of_the_other(read: Read) -> None:
    """A word of the spec means what the spec says, whatever the usual questions call theirs."""
    words = read(SPEC).words
    assert words["key"].ranks[0][0].source == "/z/"
    assert words["usual key"].ranks[0][0].source != "/z/"


@pytest.mark.usefixtures("fresh")
def test_it_is_read_only_when_asked_for(
    read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A spec that does not want it needs no such file, and has none of its words."""
    monkeypatch.setattr(usual, "FILE", tmp_path / "gone.yaml")
    without = re.sub("answers: (usual|{.*})}", "by: student}", SPEC)
    assert set(read(without).words) == {"key", "end"}
    with pytest.raises(FileNotFoundError):
        read(SPEC)


def test_its_patterns_are_sound() -> None:
    """They compile, and mention only words and facts that there are: reading them trusts that."""
    tables, words = usual._tables()
    facts = {"address", "port", "own-port", "name", "clients"}
    for row in (row for rows in tables.values() for row in rows):
        texts.parse(row.question)
        blanks = set(texts.blanks(row.pattern))
        assert blanks <= set(words)
        said = {part.name for says in row.typed for part in says or () if isinstance(part, Blank)}
        assert said <= blanks | facts
    for word in words.values():
        texts.parse(word.ranks[0][0].source)
        assert not texts.blanks(word.ranks[0][0])
