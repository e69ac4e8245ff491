"""What programs import that no Python brings along, or only one on Windows, by its name.

Any other module that is not there is a slip of the pen, or a file that was not handed in.  So with
commands that programs run: those that some desks have, and others not, are known by their names.
"""

INSTALLED = frozenset({
    # what is shown on terminals
    "alive_progress", "art", "asciimatics", "blessed", "blessings", "colorama", "colored",
    "coloredlogs", "colorlog", "cowsay", "crayons", "emoji", "humanize", "icecream", "loguru",
    "plotext", "prettytable", "progress", "progressbar", "pyfiglet", "rich", "simple_term_menu",
    "structlog", "tabulate", "termcolor", "texttable", "textual", "tqdm", "urwid", "yaspin",
    # what is typed there
    "aioconsole", "click", "docopt", "fire", "getch", "inquirer", "InquirerPy", "keyboard",
    "prompt_toolkit", "pwinput", "pyinputplus", "PyInquirer", "pynput", "questionary", "readchar",
    "typer",
    # the network
    "aiohttp", "aiostream", "anyio", "async_timeout", "async_tkinter_loop", "bottle", "curio",
    "dpkt", "eventlet", "fastapi", "flask", "getmac", "gevent", "httpx", "janus", "mininet",
    "nest_asyncio", "netaddr", "netifaces", "nmap", "ntplib", "paramiko", "pika", "psutil", "pwn",
    "Pyro4", "Pyro5", "pyshark", "qasync", "quart", "redis", "requests", "rpyc", "sanic", "scapy",
    "socketio", "speedtest", "starlette", "tornado", "trio", "twisted", "uvicorn", "uvloop",
    "websocket", "websockets", "zeroconf", "zmq",
    # what messages are made of
    "aiofiles", "argon2", "arrow", "attr", "bcrypt", "better_profanity", "bson", "cbor2", "Crypto",
    "Cryptodome", "cryptography", "dateutil", "deep_translator", "dill", "dotenv", "faker",
    "googletrans", "jwt", "langdetect", "lz4", "msgpack", "msgspec", "nacl", "nltk", "openai",
    "orjson", "passlib", "pendulum", "pydantic", "pymongo", "pyotp", "pytz", "simplejson",
    "sqlalchemy", "textblob", "tinydb", "toml", "tomli", "tzlocal", "ujson", "xmltodict", "yaml",
    "zstandard",
    # windows, pictures and numbers
    "arcade", "bs4", "CTkMessagebox", "customtkinter", "cv2", "dearpygui", "eel", "flet",
    "FreeSimpleGUI", "kivy", "matplotlib", "nicegui", "numpy", "pandas", "PIL", "pyautogui",
    "pygame", "pygame_gui", "pyglet", "PyQt5", "PyQt6", "PySide2", "PySide6", "PySimpleGUI",
    "qrcode", "scipy", "seaborn", "selenium", "sklearn", "streamlit", "sv_ttk", "tkmacosx", "torch",
    "ttkbootstrap", "ttkthemes", "ttkwidgets", "webview", "wx",
    # sounds and notes on a desktop
    "AppKit", "beepy", "chime", "desktop_notifier", "Foundation", "gtts", "notifypy", "objc",
    "playsound", "plyer", "pyaudio", "pydub", "pync", "pyperclip", "pystray", "pyttsx3",
    "simpleaudio", "sounddevice", "soundfile", "vlc",
    # what helps while one writes
    "backoff", "cachetools", "ipdb", "IPython", "line_profiler", "memory_profiler",
    "more_itertools", "pudb", "ratelimit", "sortedcontainers", "tenacity",
    # both Pythons at once, and newer ones
    "exceptiongroup", "future", "six", "typing_extensions",
})  # fmt: skip
OF_WINDOWS = frozenset({
    "msvcrt", "pythoncom", "pywintypes", "win10toast", "win11toast", "win32api", "win32con",
    "win32console", "win32event", "win32file", "win32gui", "win32pipe", "winotify", "winreg",
    "winsound", "wmi",
})  # fmt: skip
# what is in modules that every Python has
ONLY_ON_WINDOWS = frozenset(
    f"{module}.{name}"
    for module, names in {
        "asyncio": "WindowsSelectorEventLoopPolicy WindowsProactorEventLoopPolicy"
        " ProactorEventLoop IocpProactor",
        "ctypes": "windll oledll WinDLL OleDLL WinError",
        "os": "startfile",
        "signal": "CTRL_C_EVENT CTRL_BREAK_EVENT SIGBREAK",
        "socket": "SO_EXCLUSIVEADDRUSE SIO_RCVALL SIO_KEEPALIVE_VALS SIO_LOOPBACK_FAST_PATH"
        " RCVALL_ON RCVALL_OFF",
        "subprocess": "CREATE_NEW_CONSOLE CREATE_NEW_PROCESS_GROUP CREATE_NO_WINDOW"
        " DETACHED_PROCESS STARTUPINFO STARTF_USESHOWWINDOW SW_HIDE",
        "sys": "getwindowsversion",
    }.items()
    for name in names.split()
)
COMMANDS = frozenset({
    # macOS
    "afplay", "open", "osascript", "pbcopy", "say", "sw_vers", "terminal-notifier",
    # Linux with a desktop
    "aplay", "canberra-gtk-play", "espeak", "notify-send", "paplay", "spd-say", "xdg-open",
    "zenity",
    # Windows
    "clip", "cmd", "cmd.exe", "ipconfig", "powershell", "powershell.exe", "start",
    # wherever somebody wanted it
    "cowsay", "ffplay", "figlet", "lolcat", "mpg123", "mpv", "toilet",
})  # fmt: skip
