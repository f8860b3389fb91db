#!/usr/bin/python3
"""The gate does what it says to connections through it."""

import socket
import threading
import time
import unittest

from gate import TO_CLIENT, TO_SERVER, Gate

DEADLINE_S = 5


class Echo:
    """A server that answers every piece with itself; port() is where it listens."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.ended = threading.Event()  # some connection was ended by its other side
        threading.Thread(target=self._accept, daemon=True).start()

    def port(self):
        return self._listener.getsockname()[1]

    def close(self):
        self._listener.close()

    def _accept(self):
        try:
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()
        except OSError:
            return

    def _serve(self, connection):
        with connection:
            try:
                while piece := connection.recv(65536):
                    connection.sendall(piece)
            except OSError:
                pass
            self.ended.set()


class Gates(unittest.TestCase):
    def setUp(self):
        self.echo = Echo()
        self.addCleanup(self.echo.close)
        self.gate = Gate(self.echo.port)
        self.addCleanup(self.gate.close)

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.gate.port), timeout=DEADLINE_S)
        self.addCleanup(client.close)
        return client

    def talk(self, client, data=b"hello"):
        """Sends and returns as many bytes of the answer, fewer when the connection ends."""
        client.sendall(data)
        answer = b""
        while len(answer) < len(data) and (piece := client.recv(65536)):
            answer += piece
        return answer

    def assert_silent(self, client):
        client.settimeout(0.2)
        self.assertRaises(TimeoutError, client.recv, 1)
        client.settimeout(DEADLINE_S)

    def test_bytes_pass(self):
        data = bytes(range(256)) * 4096
        client = self.connect()
        threading.Thread(target=client.sendall, args=(data,), daemon=True).start()
        answer = b""
        while len(answer) < len(data):
            answer += client.recv(65536)
        self.assertEqual(answer, data)

    def test_cut_resets_both_sides(self):
        client = self.connect()
        self.talk(client)
        self.assertEqual(self.gate.cut(), 1)
        self.assertRaises(ConnectionResetError, client.recv, 1)
        self.assertTrue(self.echo.ended.wait(DEADLINE_S))
        self.assertEqual(self.talk(self.connect()), b"hello")

    def test_freeze_holds_back_and_thaw_lets_go(self):
        client = self.connect()
        self.talk(client)
        self.gate.freeze()
        client.sendall(b"later")
        self.assert_silent(client)
        self.assertEqual(self.gate.held_pieces, 1)
        self.gate.thaw()
        self.assertEqual(client.recv(5), b"later")

    def test_freeze_in_one_direction(self):
        client = self.connect()
        self.talk(client)
        self.gate.freeze(TO_CLIENT)
        client.sendall(b"asked")
        self.assert_silent(client)
        self.gate.freeze(TO_SERVER)
        self.gate.thaw()
        self.assertEqual(client.recv(5), b"asked")

    def test_a_frozen_gate_accepts_and_says_nothing(self):
        self.gate.freeze()
        client = self.connect()
        client.sendall(b"later")
        self.assert_silent(client)
        self.gate.thaw()
        self.assertEqual(client.recv(5), b"later")

    def test_half_open_leaves_the_client_without_an_answer(self):
        client = self.connect()
        self.talk(client)
        self.assertEqual(self.gate.half_open(), 1)
        self.assertTrue(self.echo.ended.wait(DEADLINE_S))
        client.sendall(b"into the dark")
        self.assert_silent(client)
        self.assertEqual(self.talk(self.connect()), b"hello")

    def test_trickle_passes_everything_slowly(self):
        client = self.connect()
        self.gate.trickle()
        data = bytes(range(250)) * 4
        begun = time.monotonic()
        self.assertEqual(self.talk(client, data), data)
        self.assertGreater(time.monotonic() - begun, 0.2)
        self.gate.trickle(False)
        self.assertEqual(self.talk(client), b"hello")

    def test_cut_mid_frame_withholds_the_last_byte(self):
        client = self.connect()
        self.talk(client)
        self.gate.cut_mid_frame(TO_CLIENT)
        self.assertEqual(self.talk(client), b"hell")
        self.assertEqual(self.gate.mid_frame_cuts, 1)
        self.assertEqual(self.talk(self.connect()), b"hello")

    def test_a_lost_answer_was_given(self):
        client = self.connect()
        self.gate.lose_answer(b"COMMIT")
        self.assertEqual(self.talk(client), b"hello")
        client.sendall(b"then COMMIT")
        self.assertRaises(ConnectionResetError, client.recv, 1)
        self.assertEqual(self.gate.lost_answers, 1)
        self.assertEqual(self.talk(self.connect(), b"COMMIT"), b"COMMIT")

    def test_a_server_that_is_not_there_is_a_reset(self):
        self.echo.close()
        gate = Gate(lambda: 1)
        self.addCleanup(gate.close)
        with self.assertRaises(ConnectionResetError):  # by the connecting already, where the gate was quick
            client = socket.create_connection(("127.0.0.1", gate.port), timeout=DEADLINE_S)
            self.addCleanup(client.close)
            client.recv(1)

    def test_close_ends_the_thread(self):
        gate = Gate(self.echo.port)
        gate.close()
        self.assertRaises(OSError, socket.create_connection, ("127.0.0.1", gate.port), DEADLINE_S)


if __name__ == "__main__":
    unittest.main()
