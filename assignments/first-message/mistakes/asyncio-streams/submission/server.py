"""Server for X and Y, with asyncio streams.

Why more than one thing at a time: while the server waits for the message of one client, the other
one may already be talking. Threads would do; here each client is a coroutine of its own, and both
of them run concurrently.
"""
import asyncio

NAMES = ["X", "Y"]
clients = []            # (name, writer), in order of connection
arrived = []            # what was said, in order of arrival
everybody_here = asyncio.Event()
all_said = asyncio.Event()


async def serve(reader, writer):
    """One client, from its connection to the reply."""
    name = NAMES[len(clients)]
    clients.append((name, writer))
    print(f"{name} is connected", flush=True)
    if len(clients) == 2:
        everybody_here.set()
    # nobody is listened to before both are here
    await everybody_here.wait()
    text = (await reader.read(1024)).decode().strip()
    print(f"{name} said {text}", flush=True)
    arrived.append(f"{name}: {text}")
    if len(arrived) == 2:
        all_said.set()
    await all_said.wait()
    reply = " received before ".join(arrived)
    print(f"to {name}: {reply}", flush=True)
    writer.write(reply.encode())
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "", 12000)
    async with server:
        await all_said.wait()
        # give the replies the time to leave
        await asyncio.sleep(1)

asyncio.run(main())
