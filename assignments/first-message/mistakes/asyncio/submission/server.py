# Assignment 2, server
#
# Multithreading (or something like it) is needed because the server must wait for both clients at
# the same time: a plain blocking recv() waits for one of them only. The two coroutines below take
# the place of the two threads.
import asyncio
import socket

order = []      # messages in order of arrival


async def hear(name, conn):
    """Wait for the message of one client."""
    loop = asyncio.get_running_loop()
    text = (await loop.sock_recv(conn, 1024)).decode()
    order.append(f"{name}: {text}")
    print("got", order[-1])


async def main():
    loop = asyncio.get_running_loop()
    listener = socket.create_server(("", 12000))
    listener.setblocking(False)
    # accept both before anything is received
    x, _ = await loop.sock_accept(listener)
    y, _ = await loop.sock_accept(listener)
    print("both connected")
    await asyncio.gather(hear("X", x), hear("Y", y))
    reply = " received before ".join(order)
    for conn in (x, y):
        await loop.sock_sendall(conn, reply.encode())
        conn.close()
    print("sent", reply)
    listener.close()


asyncio.run(main())
