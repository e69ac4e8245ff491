"""Messages of two clients, with asyncio.

Concurrency is needed since the server cannot know who speaks first: it has to wait for both clients
at the same time.
"""
import asyncio

writers = {}        # name -> its stream
messages = []       # in order of arrival


async def handle(reader, writer):
    """Take a client's message as soon as it is there."""
    name = "X" if not writers else "Y"
    writers[name] = writer
    data = await reader.read(1024)
    print(f"got from {name}: {data.decode()}", flush=True)
    messages.append(f"{name}: {data.decode()}")
    # the second message tells everybody
    if len(messages) == 2:
        reply = f"{messages[0]} received before {messages[1]}"
        print("telling both:", reply, flush=True)
        for w in writers.values():
            w.write(reply.encode())
            await w.drain()
            w.close()


async def main():
    # runs until it is stopped
    server = await asyncio.start_server(handle, "0.0.0.0", 12000)
    await server.serve_forever()

asyncio.run(main())
