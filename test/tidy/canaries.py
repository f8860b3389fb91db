"""Samples for the self-test: what each rule must find, and what none may find."""


def built(path, text):
    """A source file, and the CMakeLists.txt that names it."""
    folder, name = path.rsplit("/", 1)
    return {path: text, f"{folder}/CMakeLists.txt": f"backstop_room({folder} SOURCES {name})\n"}


def header(path, text):
    return {path: "#pragma once\n" + text}


def function(name, lines):
    """A C++ function of so many lines."""
    return f"void {name}(int a) {{\n" + "    a += 1;\n" * (lines - 2) + "}\n"


LONG_PYTHON = "def long():\n" + "    pass\n" * 60
UNFINISHED_WORD = "TO" + "DO"
NEWEST_DAY = "MAX" + "(day)"
NEWEST_ROW = "ORDER BY w.day " + "DESC LIMIT 1"

BAD = [
    ("layer", header("common/base/a.h", '#include "common/log/log.h"\n')),
    ("layer", header("common/loop/a.h", '#include "common/log/log.h"\n')),
    ("layer", header("common/log/a.h", '#include "consumers/ledger/gap_watch.h"\n')),
    ("layer", header("producers/feed/a.h", '#include "consumers/ledger/gap_watch.h"\n')),
    ("layer", header("producers/feed/a.h", '#include "producers/ctl/options.h"\n')),
    ("layer", header("consumers/ledger/a.h", '#  include "test/unit/loop/run_until.h"\n')),
    ("include-path", header("common/log/a.h", '#include "field.h"\n')),
    ("include-path", header("common/log/a.h", '#include "common/../field.h"\n')),
    ("include-path", header("test/support/daygen/a.h", '#include "sub/field.h"\n')),
    ("foreign-library", header("common/http/a.h", "#include <uv.h>\n")),
    ("foreign-library", header("consumers/ledger/a.h", "#include <amqp_framing.h>\n")),
    ("foreign-library", header("consumers/ledger/a.h", "#include <soci/soci.h>\n")),
    ("foreign-library", header("consumers/ledger/a.h", "#include <mysql/mysql.h>\n")),
    ("foreign-library", header("producers/feed/a.h", "#include <rapidjson/document.h>\n")),
    ("foreign-library", header("producers/feed/a.h", "#include <zstd.h>\n")),
    ("foreign-library", header("common/amqp/a.h", "#include <boost/asio.hpp>\n")),
    ("foreign-library", header("common/db/a.h", "#include <toml++/toml.h>\n")),
    ("foreign-library", header("common/db/a.h", "#include <spdlog/spdlog.h>\n")),
    ("foreign-library", header("common/db/a.h", "#include <prometheus/counter.h>\n")),
    ("foreign-library", header("common/config/a.h", "#include <CLI/CLI.hpp>\n")),
    ("foreign-library", header("producers/feed/feed.h", "#include <CLI/CLI.hpp>\n")),
    ("foreign-library", header("common/db/a.h", "#include <doctest/doctest.h>\n")),
    ("foreign-library", header("test/unit/log/a.h", "#include <toml++/toml.h>\n")),
    ("table-owner", built("consumers/gateway/a.cpp", 'auto a = "UPDATE exits SET " "state=1";\n')),
    ("table-owner", built("consumers/gateway/a.cpp", 'auto a = "UPDATE commands c JOIN exits e " + on + " SET e.state=1";\n')),
    ("table-owner", built("producers/ctl/a.cpp", 'auto a = "INSERT IGNORE INTO exits (a) VALUES (1)";\n')),
    ("no-stream", built("producers/ctl/a.cpp", "void f() { std::cout << 1; }\n")),
    ("no-sleep", built("test/unit/log/a.cpp", "void f() { std::this_thread::sleep_for(1s); }\n")),
    ("no-sleep", built("common/log/a.cpp", "void f() { usleep(1); }\n")),
    ("no-double", header("common/events/a.h", "struct A { double price; };\n")),
    ("no-double", header("producers/feed/a.h", "inline float f() { return 1; }\n")),
    ("blocking-amqp", built("common/amqp/link.cpp", "void f() { amqp_basic_publish(c); }\n")),
    ("blocking-amqp", built("common/amqp/link.cpp", "void f() { amqp_consume_message (c); }\n")),
    ("blocking-amqp", built("common/amqp/link.cpp", "void f() { amqp_simple_wait_frame_noblock(c); }\n")),
    ("blocking-amqp", built("common/amqp/link.cpp", "void f() { amqp_connection_close(c); }\n")),
    ("mysql-query", built("consumers/ledger/a.cpp", 'void f() { mysql_query(c, "x"); }\n')),
    ("using-namespace", built("common/log/a.cpp", "using namespace std;\n")),
    ("pragma-once", {"common/log/a.h": "#include <string>\n"}),
    ("unfinished", header("common/log/a.h", f"// {UNFINISHED_WORD}: more\n")),
    ("unfinished", {"docs/a.md": f"{UNFINISHED_WORD}\n"}),
    ("newest-day", built("consumers/a/a.cpp", f'const char* a = "SELECT {NEWEST_DAY} FROM watermarks";\n')),
    ("newest-day", {"test/a.py": f'SQL = "SELECT day FROM watermarks w {NEWEST_ROW}"\n'}),
    ("newest-day", {"schemas/sql/a.sql": f"SELECT {NEWEST_DAY.lower()} FROM watermarks;\n"}),
    ("file-size", header("common/log/a.h", "// x\n" * 400)),
    ("function-size", built("common/log/a.cpp", "namespace a {\n" + function("f", 61) + "}\n")),
    ("function-size", built("common/log/a.cpp", "struct A {\n  A() : b_{1}, c_{2} {\n" + "  ;\n" * 60 + "}\n};\n")),
    ("function-size", built("common/log/a.cpp", 'TEST_CASE("x") {\n' + "  f();\n" * 60 + "}\n")),
    ("function-size", {"test/a.py": LONG_PYTHON}),
    ("function-size", {"test/a.py": LONG_PYTHON, "test/tidy/exceptions.txt": "test/a.py long 60\n"}),
    ("ratchet", {"test/a.py": LONG_PYTHON, "test/tidy/exceptions.txt": "test/a.py long 62\n"}),
    ("ratchet", {"test/tidy/exceptions.txt": "test/gone.py file 500\n"}),
    ("ratchet", {"test/tidy/exceptions.txt": "test/a.py 500\n"}),
    ("not-built", {"common/log/a.cpp": "", "common/log/CMakeLists.txt": "f(SOURCES ba.cpp a.cppx)\n"}),
    ("dead-link", {"docs/a.md": "see [b](b.md#part)\n"}),
    ("dead-link", {"docs/adr/a.md": "see [b](../../gone/)\n"}),
    ("shell-syntax", {"test/a.sh": "if true; then\n"}),
    ("shell-syntax", {"tool": "#!/usr/bin/env bash\ncase x in\n"}),
    ("python-syntax", {"test/a.py": "def f(:\n"}),
    ("python-shebang", {"test/a.py": "#!/usr/bin/env python3\nprint(1)\n"}),
    ("python-abbreviation", {"test/a.py": "import argparse\nargparse.Argument" "Parser(prog='a')\n"}),
]

GOOD_CPP = """#include <uv.h>

#include "common/base/must.h"
#include "common/loop/loop.h"

// A double, std::cout and sleep_for(1) in a comment are only words.
namespace loop {
using namespace std::chrono_literals;
const char* words() { return "double std::cout"; }
const char* raw() { return R"(float usleep(1) " )"; }
int separated() { return 10'000 + 'a' + 20'000; }
amqp_basic_ack_t ack;
}
"""

GOOD = [
    built("common/exits/statements.cpp", 'auto a = "UPDATE exits SET state=1";\n'),
    built("consumers/gateway/a.cpp", 'auto a = "SELECT state FROM exits";\nauto b = "UPDATE orders SET state=1";\n'),
    built("common/loop/a.cpp", GOOD_CPP + function("f", 60) + function("g", 60)),
    built("test/unit/events/a.cpp", "#include <doctest/doctest.h>\n#include <rapidjson/document.h>\n"),
    built("producers/feed/main.cpp", '#include <CLI/CLI.hpp>\n#include "common/log/log.h"\n#include "producers/feed/feed.h"\n'),
    built("common/amqp/login.cpp", "#include <amqp.h>\nvoid f() { amqp_login(c); }\n"),
    header("test/support/daygen/a.h", '#include <zstd.h>\n#include "random.h"\n'),
    header("common/events/a.h", "struct A { bool Double(double) { return false; } };\n"),
    built("common/metrics/a.cpp", "void f(double x) {}\n"),
    {"common/log/sub/a.cpp": "", "common/log/CMakeLists.txt": "f(SOURCES sub/a.cpp)\n"},
    {"test/a.cpp": "", "cmake/targets.cmake": "set(X ${CMAKE_SOURCE_DIR}/test/a.cpp)\n"},
    {"docs/a.md": "[b](b.md) [c](../common/) [d](https://x.example/y) [e](#here) `[f](gone.md)`\n", "docs/b.md": "", "common/x.md": ""},
    {"test/a.py": LONG_PYTHON, "test/tidy/exceptions.txt": "# why\ntest/a.py long 61\n"},
    {"test/a.py": "#!/usr/bin/python3\nprint(1)\n", "test/a.sh": "#!/bin/bash\nif true; then echo; fi\n"},
]  # fmt: skip
