# 为什么需要多线程: recv() 会阻塞, 如果只有一个线程, 服务器等待 X 的时候就听不到 Y.
# 所以每个客户端需要一个线程, 这样两个都可以同时接收, 先到的消息不会丢失顺序.
import socket
import threading

messages = []
lock = threading.Lock()


def serve(name, conn):
    # 一个客户端的线程
    text = conn.recv(1024).decode()
    with lock:
        messages.append((name, text))
    print("收到" + text + "来自" + name, end="")


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("", 12000))
listener.listen(2)
print("服务器已就绪", end="")
# 两个客户端都连接以后才开始接收
conns = []
for name in "XY":
    conn, address = listener.accept()
    conns.append((name, conn))
threads = [threading.Thread(target=serve, args=each) for each in conns]
for each in threads:
    each.start()
for each in threads:
    each.join()
(n1, t1), (n2, t2) = messages
reply = f"{n1}: {t1} received before {n2}: {t2}"
# 告诉两个客户端
for name, conn in conns:
    conn.sendall(reply.encode())
    print("发送给" + name + "的是" + reply, end="")
    conn.close()
