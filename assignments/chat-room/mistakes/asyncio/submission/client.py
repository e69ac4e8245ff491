import asyncio
import sys


async def main():
    reader, writer = await asyncio.open_connection("localhost", 12000)
    print((await reader.read(1024)).decode())
    print("Enter a message to send to the server: ", end="", flush=True)
    loop = asyncio.get_running_loop()
    typed = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(typed), sys.stdin)

    async def send():
        line = await typed.readline()
        writer.write(line.strip())

    async def receive():
        while data := await reader.read(1024):
            print("From server:", data.decode())

    await asyncio.gather(send(), receive())
    writer.close()


asyncio.run(main())
