import asyncio
async def main():
    for i in range(60):
        await asyncio.sleep(.5)
    print(60, 'ticks')
asyncio.run(main())
