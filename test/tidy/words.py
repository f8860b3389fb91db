"""Words that do not belong into the code, each with what to use in its place."""

import re

import cpp_text
from tree import Finding

BLOCKING_AMQP = (
    r"\bamqp_(basic_(publish|get|qos|consume|cancel|ack|nack|reject|recover)|consume_message|read_message"
    r"|simple_(wait_frame\w*|wait_method|rpc\w*)|login\w*|channel_(open|close|flow)|connection_close"
    r"|confirm_select|queue_\w+|exchange_\w+|tx_\w+|socket_open\w*|publisher_confirm_wait|get_rpc_reply"
    r"|send_(frame|method|header)\w*)(?=\s*\()"
)
OURS = r"(common|producers|consumers)/"

# `bool Double(double)` passes: RapidJSON asks every handler for it, and ours refuses there.
# (rule, what, where it is looked for, where it is allowed, what to use instead); in C++ without comments and literals.
CPP_WORDS = [
    ("no-stream", r"\bstd::(cout|cerr|clog)\b", r"", r"(?!)", "logging::, or std::fputs for a program's own answer"),
    ("no-sleep", r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)(?=\s*\()", r"", r"(?!)", "loop::Timer, or wait for a fact"),
    ("no-double", r"\b(?<!Double\()(double|float)\b", OURS, r"common/(metrics|http)/|common/overview/decimal_text\.cpp", "int64_t in a named unit"),
    ("blocking-amqp", BLOCKING_AMQP, r"", r"common/amqp/(login|queue_depth)\.cpp", "encode the method; only the login and a look at a queue may block"),
    ("mysql-query", r"\bmysql_(real_)?query\b", r"", r"common/db/", "db::Session"),
    ("using-namespace", r"\busing\s+namespace\s+(?!std::(\w+_)?literals\b)", r"", r"(?!)", "using thing::Name;"),
]
# In every text, comments too. Spelled so that it does not find itself.
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X)\b")
# The open day is one row; the newest day that anybody has written is nobody's today.
NEWEST_DAY = re.compile(r"\bMAX\s*\(\s*(\w+\.)?day\s*\)|\bORDER\s+BY\s+(\w+\.)?day\s+DESC\s+LIMIT\s+1\b", re.IGNORECASE)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def check(tree):
    findings = []
    for path, text in tree.cpp():
        code = cpp_text.without_comments(text)
        for rule, pattern, where, allowed, instead in CPP_WORDS:
            if not re.match(where, path) or re.match(allowed, path):
                continue
            for match in re.finditer(pattern, code):
                word = match.group().strip()
                findings.append(Finding(path, line_of(code, match.start()), rule, f"{word}: use {instead}"))
        if path.endswith(".h") and not text.startswith("#pragma once\n"):
            findings.append(Finding(path, 1, "pragma-once", "a header begins with #pragma once"))
    for path, text in tree.texts.items():
        for match in UNFINISHED.finditer(text):
            findings.append(Finding(path, line_of(text, match.start()), "unfinished", "finish it, or write it down as an issue"))
        if path.endswith((".md", ".txt")):
            continue
        for match in NEWEST_DAY.finditer(text):
            findings.append(Finding(path, line_of(text, match.start()), "newest-day", "read the row trading_day: common/site/day_store.h"))
    return findings
