"""How each library is made to talk and to fail with a canary in its hands; scripts for `logged`."""

from __future__ import annotations

FAILURES = {
    "aiogram, whose middlewares, handlers and answers fail": """
        import asyncio
        from aiogram import Bot, Dispatcher
        from aiogram.client.session.base import BaseSession
        from aiogram.exceptions import TelegramBadRequest
        from aiogram.methods import SendMessage
        from aiogram.types import Update
        class Session(BaseSession):
            async def close(self): pass
            async def make_request(self, bot, method, timeout=None):
                raise TelegramBadRequest(method, CANARY)
            async def stream_content(self, *a, **k): yield b""
        async def main():
            bot, dispatcher = Bot("1:x", session=Session()), Dispatcher()
            async def fails(*_):
                raise RuntimeError(CANARY)
            dispatcher.message.register(fails)
            raw = {"update_id": 5512345678, "message": {"message_id": 1, "date": 0, "text": CANARY,
                   "chat": {"id": 5512345678, "type": "private", "first_name": CANARY}}}
            sent = bot(SendMessage(chat_id=5512345678, text=CANARY))
            for work in (dispatcher.feed_raw_update(bot, raw), sent):
                try:
                    await work
                except Exception as fault:
                    import structlog
                    structlog.get_logger().error("aiogram failed", exc_info=fault, text=CANARY)
            task = asyncio.create_task(bot(SendMessage(chat_id=1, text=CANARY)))
            await asyncio.sleep(0.01)
            del task
        asyncio.run(main())
    """,
    "aiohttp, server and client": """
        import asyncio
        from aiohttp import ClientSession, web
        async def fails(request):
            raise RuntimeError(CANARY + await request.text())
        async def main():
            app = web.Application()
            app.router.add_post("/{who}", fails)
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = site._server.sockets[0].getsockname()[1]
            async with ClientSession() as client:
                await client.post(f"http://127.0.0.1:{port}/{CANARY}?{CANARY}", data=CANARY)
                try:
                    await client.get(f"http://127.0.0.1:1/{CANARY}")
                except OSError as fault:
                    asyncio.get_running_loop().call_exception_handler({"message": CANARY, "exception": fault})
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"{CANARY} nonsense HTTP/9\\r\\n\\r\\n".encode())
            await writer.drain()
            await reader.read()
            writer.close()
            left = ClientSession(headers={"X": "canary"})  # never closed: complains when it is collected
            del left
            await runner.cleanup()
        asyncio.run(main())
    """,
    "APScheduler, whose job fails, is late and is unknown": """
        import asyncio
        from apscheduler.schedulers.asyncio import AsyncIOScheduler
        async def fails(words):
            raise RuntimeError(words)
        async def main():
            scheduler = AsyncIOScheduler(timezone="UTC")
            scheduler.start()
            scheduler.add_job(fails, args=[CANARY], name=CANARY, id=CANARY)
            scheduler.add_listener(lambda event: 1 / 0)
            await asyncio.sleep(0.1)
            scheduler.shutdown()
        asyncio.run(main())
    """,
    "argostranslate, whose package is broken": """
        import logging
        from argostranslate import package, settings, translate, utils
        utils.info("translate", CANARY); utils.warning(CANARY); utils.error(CANARY); utils.debug(CANARY)
        try:
            package.install_from_path("/tmp/" + CANARY)
        except Exception as fault:
            logging.getLogger("argostranslate").exception(CANARY)
        try:
            translate.translate(CANARY, "pl", "uk")
        except Exception:
            logging.getLogger("argostranslate").exception(CANARY)
    """,
    "SQLAlchemy with echo, whose statement fails in the driver": """
        import asyncio
        import sqlalchemy as sa
        from sqlalchemy.ext.asyncio import create_async_engine
        async def main():
            engine = create_async_engine("sqlite+aiosqlite://", echo="debug", echo_pool="debug")
            async with engine.connect() as connection:
                await connection.execute(sa.text("select :x"), {"x": CANARY})
                try:
                    words = "insert into " + CANARY.replace("-", "_") + " values (:x)"
                    await connection.execute(sa.text(words), {"x": CANARY})
                except Exception as fault:
                    import structlog
                    structlog.get_logger().exception("not written", extra=CANARY, chat=5512345678)
            await engine.dispose()
        asyncio.run(main())
    """,
    "a library that brings its own handlers, and configures logging anew": """
        import logging, logging.config, sys
        logging.basicConfig(force=True, level=0, stream=sys.stderr, format="%(message)s")
        logging.config.dictConfig({"version": 1, "handlers": {"c": {"class": "logging.StreamHandler"}},
                                   "root": {"handlers": ["c"], "level": 0}})
        logging.captureWarnings(True)
        import warnings; warnings.warn(CANARY)
        logging.getLogger("lib").error("%s %s", CANARY)
        logging.getLogger("lib").error(CANARY, stack_info=True, extra={"chat": CANARY})
        broken = logging.StreamHandler()
        broken.setFormatter(logging.Formatter("%(nothing)s"))
        broken.handle(logging.makeLogRecord({"msg": CANARY, "args": (CANARY,)}))
    """,
    "whatever prints a traceback by itself": """
        import traceback
        try:
            raise RuntimeError(CANARY)
        except RuntimeError as fault:
            traceback.print_exc()
            traceback.print_exception(fault)
            traceback.TracebackException.from_exception(fault).print()
    """,
    "a process of multiprocessing, which prints what it died of": """
        import multiprocessing
        def fails(words):
            raise RuntimeError(words)
        one = multiprocessing.get_context("fork").Process(target=fails, args=(CANARY,), name=CANARY)
        one.start(); one.join()
    """,
    "a pool, whose callbacks fail": """
        from concurrent.futures import ThreadPoolExecutor
        def fails(_):
            raise RuntimeError(CANARY)
        with ThreadPoolExecutor(thread_name_prefix=CANARY) as pool:
            pool.submit(lambda: CANARY).add_done_callback(fails)
    """,
    "asyncio in debug: handlers, generators and what nobody awaited": """
        import asyncio
        async def generates():
            try:
                yield CANARY
            finally:
                raise RuntimeError(CANARY)
        async def nobody(words): pass
        async def main():
            loop = asyncio.get_running_loop()
            loop.slow_callback_duration = 0
            loop.call_exception_handler({"message": CANARY, "extra": CANARY, "future": CANARY})
            loop.set_exception_handler(lambda loop, context: 1 / 0)
            loop.call_exception_handler({"message": CANARY, "exception": RuntimeError(CANARY)})
            async for _ in generates():
                break
            nobody(CANARY)
            future = loop.create_future()
            future.set_exception(RuntimeError(CANARY))
            del future
        asyncio.run(main(), debug=True)
    """,
    "what fails when the interpreter ends": """
        import atexit
        class Held:
            def __del__(self): raise RuntimeError(CANARY)
        kept = Held()
        def bye(): raise RuntimeError(CANARY)
        atexit.register(bye)
    """,
    "the hooks themselves": """
        import structlog, threading, sys
        structlog.configure(processors=[lambda *_: 1 / 0])
        threading.Thread(target=lambda: (_ for _ in ()).throw(RuntimeError(CANARY))).start()
        class Held:
            def __del__(self): raise RuntimeError(CANARY)
        Held()
        raise RuntimeError(CANARY)
    """,
    "faulthandler, which shows where every thread stands": """
        import faulthandler, os
        def within(words):
            faulthandler.dump_traceback(all_threads=True)
            os.abort()
        faulthandler.enable()
        within(CANARY)
    """,
}
