"""One connection through a Gate."""

import asyncio
import contextlib
import socket
import struct

READ_BYTES_MAX = 65536
TRICKLE_PAUSE_S = 0.0002


class Passage:
    """Two connections and the bytes between them. Lives on its gate's loop; ends when either side does."""

    def __init__(self, gate, client, server):
        self._gate = gate
        self._client_reader, self._client_writer = client
        self._server_reader, self._server_writer = server
        self._forgotten = False    # the server's side is gone, the client must not notice
        self._losing = False       # the next answer is the one to be lost

    async def run(self):
        pumps = [asyncio.create_task(self._pump("to_server", self._client_reader, self._server_writer)),
                 asyncio.create_task(self._pump("to_client", self._server_reader, self._client_writer))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            if self._forgotten:
                await pumps[0]  # until the client gives up
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            self._client_writer.close()
            self._server_writer.close()

    def reset(self):
        for writer in (self._client_writer, self._server_writer):
            reset(writer)

    def forget_server(self):
        self._forgotten = True
        reset(self._server_writer)

    async def _pump(self, direction, reader, writer):
        with contextlib.suppress(OSError):
            while piece := await reader.read(READ_BYTES_MAX):
                if not self._gate.flowing[direction].is_set():
                    self._gate.held_pieces += 1
                    await self._gate.flowing[direction].wait()
                if self._forgotten:
                    continue
                if not await self._pass(direction, piece, writer):
                    return

    async def _pass(self, direction, piece, writer):
        """False: this was the last piece."""
        gate = self._gate
        if direction == "to_server" and gate.answer_to_lose and gate.answer_to_lose in piece:
            gate.answer_to_lose, self._losing = None, True
        elif direction == "to_client" and self._losing:
            gate.lost_answers += 1
            self.reset()
            return False
        if gate.cut_direction == direction:
            gate.cut_direction = None
            gate.mid_frame_cuts += 1
            writer.write(piece[:-1])
            writer.close()  # in good order, so that what was written arrives
            return False
        await self._write(piece, writer)
        return True

    async def _write(self, piece, writer):
        place = 0
        while self._gate.trickling and place < len(piece):
            writer.write(piece[place:place + 1])
            place += 1
            await writer.drain()
            await asyncio.sleep(TRICKLE_PAUSE_S)
        writer.write(piece[place:])
        await writer.drain()


def reset(writer):
    """Ends a connection with a RST."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
