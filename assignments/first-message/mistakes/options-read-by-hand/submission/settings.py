"""Reads config.ini, which lies beside this file."""
import configparser
import pathlib

_cfg = configparser.ConfigParser()
_cfg.read(pathlib.Path(__file__).with_name("config.ini"))
HOST = _cfg["network"]["host"]
PORT = _cfg.getint("network", "port")
