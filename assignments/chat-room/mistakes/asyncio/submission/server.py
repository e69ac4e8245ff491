import asyncio

NAMES = {"X": "first", "Y": "second"}


async def main():
    room = []
    full = asyncio.Event()

    async def enter(reader, writer):
        name = "XY"[len(room)]
        room.append((name, reader, writer))
        print(f"Accepted {NAMES[name]} connection, calling it client {name}")
        if len(room) == 2:
            full.set()

    server = await asyncio.start_server(enter, "", 12000)
    print("The server is waiting to receive two connections....")
    await full.wait()
    for name, _, writer in room:
        writer.write(f"Client {name} has connected.".encode())
    print("Waiting to receive messages from client X and client Y....")
    heard = []

    async def hear(name, reader):
        text = (await reader.read(1024)).decode()
        heard.append(f"{name}: {text}")

    await asyncio.gather(*(hear(name, reader) for name, reader, _ in room))
    for _, _, writer in room:
        writer.write(" received before ".join(heard).encode())
        await writer.drain()
    print("Waiting a bit for clients to close their connections")
    for _, _, writer in room:
        writer.close()
    server.close()
    print("Done.")


asyncio.run(main())
