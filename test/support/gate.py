"""A TCP gate between a service and a server: it passes bytes on until a test tells it otherwise.

    gate = Gate(lambda: stack.ports["amqp"])      # the service is told to connect to gate.port
    gate.cut()                                    # weather
"""

import asyncio
import concurrent.futures
import contextlib
import threading

from gate_passage import Passage, reset

CALL_DEADLINE_S = 10
TO_SERVER, TO_CLIENT = "to_server", "to_client"


class Gate:
    """Listens on a free loopback port and connects every client with 127.0.0.1:`target()`.

    Its sockets live on a thread of its own; the methods may be called from any thread and return when their effect is
    in force. What it does to connections it does to those that exist, unless said otherwise.
    """

    def __init__(self, target):
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._passages = set()
        self.flowing = {}            # direction -> asyncio.Event: unset while frozen
        self.trickling = False
        self.answer_to_lose = None   # bytes of a request
        self.cut_direction = None    # where the next piece is to be cut in the middle
        self.held_pieces = 0         # how often a frozen direction has had something to hold back
        self.lost_answers = 0
        self.mid_frame_cuts = 0
        listening = concurrent.futures.Future()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="gate", daemon=True)
        self._thread.start()
        self.port = listening.result(CALL_DEADLINE_S)

    def cut(self):
        """Resets every connection. Returns how many there were."""
        return self._call(lambda: self._each(lambda passage: passage.reset()))

    def half_open(self):
        """The server's side of every connection goes; the client's side stays and is never answered again.
        New connections pass. Returns how many there were."""
        return self._call(lambda: self._each(lambda passage: passage.forget_server()))

    def freeze(self, *directions):
        """Passes nothing on, of old and new connections, in `directions` (TO_SERVER, TO_CLIENT; none named: both).
        See held_pieces."""
        self._call(lambda: [self.flowing[direction].clear() for direction in directions or self.flowing])

    def thaw(self):
        """Passes on again, all that was held back included."""
        self._call(lambda: [event.set() for event in self.flowing.values()])

    def trickle(self, on=True):
        """Passes on one byte at a time, of old and new connections."""
        self._call(lambda: setattr(self, "trickling", on))

    def cut_mid_frame(self, direction):
        """The next piece in this direction loses its last byte, and its connection is reset. See mid_frame_cuts."""
        self._call(lambda: setattr(self, "cut_direction", direction))

    def lose_answer(self, request):
        """The server's answer to the next request that holds these bytes never arrives: once the server has given
        it, its connection is reset. See lost_answers."""
        self._call(lambda: setattr(self, "answer_to_lose", request))

    def calm(self):
        """Ends everything above."""
        def end_all():
            self.trickling, self.answer_to_lose, self.cut_direction = False, None, None
            for event in self.flowing.values():
                event.set()
        self._call(end_all)

    def connections(self):
        """How many connections pass now."""
        return self._call(lambda: len(self._passages))

    def close(self):
        """Resets everything and ends the thread."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CALL_DEADLINE_S)

    def _call(self, function):
        answer = concurrent.futures.Future()

        def run():
            try:
                answer.set_result(function())
            except Exception as error:  # the caller's thread is where it belongs
                answer.set_exception(error)
        self._loop.call_soon_threadsafe(run)
        return answer.result(CALL_DEADLINE_S)

    def _each(self, action):
        passages = list(self._passages)
        for passage in passages:
            action(passage)
        return len(passages)

    def _run(self, listening):
        asyncio.set_event_loop(self._loop)
        try:
            server = self._loop.run_until_complete(self._listen())
            listening.set_result(server.sockets[0].getsockname()[1])
        except OSError as error:
            listening.set_exception(error)
            return
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _listen(self):
        for direction in (TO_SERVER, TO_CLIENT):
            self.flowing[direction] = asyncio.Event()
            self.flowing[direction].set()
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _serve(self, client_reader, client_writer):
        with contextlib.suppress(OSError):
            # A frozen gate accepts, as the kernel of a frozen server does, and stays silent.
            await self.flowing[TO_SERVER].wait()
            try:
                server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target())
            except OSError:
                reset(client_writer)
                return
            passage = Passage(self, (client_reader, client_writer), (server_reader, server_writer))
            self._passages.add(passage)
            try:
                await passage.run()
            finally:
                self._passages.discard(passage)
