"""Who may include whom, and which room may name which foreign library."""

import re

from tree import Finding

INCLUDE = re.compile(r'(?m)^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]')
OURS = ("common", "producers", "consumers", "test")

# Tools that can be configured alone, without the repository root as an include folder.
STANDALONE = ("test/support/daygen/",)

# Room -> rooms it may include, besides itself. The first line that fits counts.
ALLOWED = [
    ("common/base", []),
    ("common/loop", ["common/base"]),
    ("common/*", ["common/*"]),
    ("producers/*", ["common/*"]),
    ("consumers/*", ["common/*"]),
    ("test", ["common/*", "producers/*", "consumers/*"]),
]

# Header -> the paths that may include it. The unit test of a room may name what the room may.
FOREIGN = [
    (r"uv\.h|uv/", "libuv", r"common/loop/"),
    (r"amqp\w*\.h|rabbitmq-c/", "rabbitmq-c", r"common/amqp/"),
    (r"soci/|mysql|mariadb/", "SOCI", r"common/db/"),
    (r"rapidjson/", "RapidJSON", r"common/events/"),
    (r"zstd|zdict", "zstd", r"common/(events|journal)/|test/support/daygen/"),
    (r"openssl/", "OpenSSL", r"common/operators/"),
    (r"curl/", "libcurl", r"common/transfer/"),
    (r"boost/", "Boost", r"common/http/"),
    (r"quickfix/", "QuickFIX", r"common/fix/"),
    (r"toml\+\+/", "toml++", r"common/config/"),
    (r"spdlog/", "spdlog", r"common/log/"),
    (r"prometheus/", "prometheus-cpp", r"common/metrics/"),
    (r"CLI/", "CLI11", r"(producers|consumers)/\w+/(main|\w*options)\.(h|cpp)|common/service/options\.|common/typed/\w*options\.|test/"),
    (r"doctest/", "doctest", r"test/"),
    (r"benchmark/", "google-benchmark", r"test/bench/"),
]


def room_of(path):
    """common/log/log.h -> common/log; everything below test is one room."""
    parts = path.split("/")
    return "test" if parts[0] == "test" else "/".join(parts[:2])


def fits(room, pattern):
    return room == pattern or (pattern.endswith("/*") and room.startswith(pattern[:-1]))


def may_include(room, other):
    if room == other:
        return True
    for pattern, others in ALLOWED:
        if fits(room, pattern):
            return any(fits(other, allowed) for allowed in others)
    return False


def check(tree):
    findings = []
    for path, text in tree.cpp():
        if not path.startswith(tuple(f"{folder}/" for folder in OURS)):
            continue
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            problem = judged(path, quoted=match.group(1) == '"', header=match.group(2))
            if problem:
                findings.append(Finding(path, line, *problem))
    return findings


def judged(path, quoted, header):
    """(rule, text) of what is wrong with one include, or None."""
    if quoted:
        if path.startswith(STANDALONE) and "/" not in header:
            return None
        if header.split("/")[0] not in OURS or "/../" in header:
            return "include-path", f'"{header}": write it from the repository root'
        if not may_include(room_of(path), room_of(header)):
            return "layer", f"{room_of(path)} must not include {room_of(header)}"
        return None
    for pattern, library, homes in FOREIGN:
        home = re.sub(r"^test/unit/", "common/", path)
        if re.match(pattern, header) and not (re.match(homes, path) or re.match(homes, home)):
            return "foreign-library", f"<{header}>: {library} is not named here, only in {homes}"
    return None
