import asyncio
async def main():
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 2)
    except asyncio.TimeoutError:
        print('too late')
asyncio.run(main())
