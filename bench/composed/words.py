"""What a program asks, tells its screen and remarks, in other languages than English.

Only what a handout leaves free is put into other words: what crosses the wire stays as it is.
"""

_LANGUAGES = ("es", "fr", "de", "zh", "vi")
_WORDS = (
    ("Enter message to send to server: ", "Escriba su mensaje: ", "Entrez votre phrase : ",
     "Nachricht an den Server: ", "请输入消息: ", "Nhập tin nhắn: "),
    ("Input lowercase sentence:", "Escribe una frase:", "Tapez le texte :",
     "Satz in Kleinbuchstaben:", "请输入内容:", "Tin nhắn của bạn:"),
    ("Enter your name: ", "¿Cuál es tu nombre? ", "Quel est votre nom : ", "Dein Benutzername: ",
     "请输入用户名: ", "Nhập tên: "),
    ("Connected to the server", "Conectado al servidor", "Connecté au serveur",
     "Mit dem Server verbunden", "已连接服务器", "Đã kết nối với máy chủ"),
    ("The server is ready to receive", "El servidor está listo", "Le serveur est prêt",
     "Der Server ist bereit", "服务器已就绪", "Máy chủ đã sẵn sàng"),
    (" is connected", " está conectado", " est connecté", " ist verbunden", " 已连接", " đã vào"),
    ("Received from ", "Recibido de ", "Reçu de ", "Empfangen von ", "收到 ", "Nhận từ "),
    ("From Server: ", "Del servidor: ", "Du serveur : ", "Vom Server: ", "服务器: ", "Máy chủ: "),
    ("Sent to ", "Enviado a ", "Envoyé à ", "Gesendet an ", "发送给 ", "Gửi cho "),
    ("Sent: ", "Enviado: ", "Envoyé : ", "Gesendet: ", "已发送: ", "Đã gửi: "),
    ("Server is done", "Servidor terminado", "Serveur terminé", "Server ist fertig", "服务器结束",
     "Máy chủ kết thúc"),
    ("# here: ", "# aquí: ", "# ici : ", "# hier: ", "# 这里: ", "# ở đây: "),
)  # fmt: skip


def spoken(text: str, language: str) -> str:
    """The text of a program with its words in that language."""
    if language in _LANGUAGES:
        place = 1 + _LANGUAGES.index(language)
        for words in _WORDS:
            text = text.replace(words[0], words[place])
    return text
