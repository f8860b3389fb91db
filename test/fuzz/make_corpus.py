#!/usr/bin/python3
"""Writes the corpora from which the fuzzers start: `make_corpus.py` in any folder; files that exist stay.

codec_corpus: the examples of schemas/events ('m' + body), and each order and trade as a recorded line ('r' + line).
command_corpus: the examples of commands and of what goes with them.
packing_corpus: frames, whole, cut, doubled, with and without a content size (one byte of piece size before each).
checkpoint_corpus: a good checkpoint and damaged ones. canary_corpus: the text that must fail.
Every file is named by the sha256 of what it holds.
"""

import hashlib
import pathlib
import zlib

import zstandard

FUZZ = pathlib.Path(__file__).resolve().parent
EXAMPLES = FUZZ.parents[1] / "schemas" / "events" / "examples"
COMMANDS = ("command", "send_request", "notice_request", "wake", "prices")  # folders of EXAMPLES with codecs of their own
EVERY = 6  # of the bad examples: one of six is enough to start from


def put(corpus, content):
    folder = FUZZ / f"{corpus}_corpus"
    folder.mkdir(exist_ok=True)
    (folder / hashlib.sha256(content).hexdigest()).write_bytes(content)


def codec():
    files = sorted(path for path in EXAMPLES.glob("*/*.json") if path.name != "expected.json" and
                   path.parent.name not in COMMANDS)
    bad = [path for path in files if not path.name.startswith("valid-")]
    for path in [path for path in files if path not in bad] + bad[::EVERY]:
        body = path.read_bytes().strip()
        put("codec", b"m" + body)
        if path.parent.name != "batch" and path.name.startswith("valid-"):
            put("codec", b"r" + body.replace(b"\n", b" "))


def commands():
    for kind in COMMANDS:
        files = sorted(path for path in (EXAMPLES / kind).glob("*.json") if path.name != "expected.json")
        bad = [path for path in files if not path.name.startswith("valid-")]
        for path in [path for path in files if path not in bad] + bad[::EVERY]:
            put("command", path.read_bytes().strip())


def packing():
    text = b"".join(b'{"seq":%d},' % number for number in range(300))
    sized = zstandard.ZstdCompressor(level=1).compress(text)
    stream = zstandard.ZstdCompressor(level=1).compressobj()
    unsized = stream.compress(text) + stream.flush()
    checked = zstandard.ZstdCompressor(level=1, write_checksum=True).compress(text)
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip"
    for frame in (sized, unsized, checked, skippable, sized[:-1], unsized[:9], sized + sized, b"", b"\x28\xb5\x2f\xfd",
                  zstandard.ZstdCompressor(level=1).compress(bytes(10_000_000))):
        put("packing", b"\x06" + frame)


def checkpoint():
    body = b"backstop-checkpoint 1\nsource nse-fo-dropcopy-1\nday 20260803\nposition 12345\nnext_seq 1 17 99 4\n"
    good = body + b"crc32 %d\n" % zlib.crc32(body)
    for text in (good, good[:-1], body, b"", good.replace(b"17", b"-1"), good.replace(b"12345", b"1" * 30),
                 good.replace(b" 99 4", b""), good.replace(b"position", b"crc32 1")):
        put("checkpoint", text)


if __name__ == "__main__":
    codec()
    commands()
    packing()
    checkpoint()
    put("canary", b"fail")
