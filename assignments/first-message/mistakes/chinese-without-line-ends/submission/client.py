# 客户端: 发送一条消息, 显示服务器的回答
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(("localhost", 12000))
message = input("请输入消息: ")
sock.sendall(message.encode())
print("已发送" + message + "等待回答")
# 回答
print("服务器的回答是" + sock.recv(1024).decode() + "结束")
sock.close()
