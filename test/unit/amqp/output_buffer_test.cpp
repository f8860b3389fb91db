#include "common/amqp/output_buffer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

using amqp::OutputBuffer;

TEST_CASE("amqp/output_buffer: bytes come out in order, however they are taken") {
    for (const size_t step : {1U, 3U, 7U, 100U}) {
        OutputBuffer buffer;
        std::string in;
        std::string out;
        for (int i = 0; i < 50; ++i) {
            const std::string piece = std::to_string(i * 7919);
            buffer.append(piece);
            in += piece;
            const std::string_view front = buffer.waiting().substr(0, step);
            out += front;
            buffer.take(front.size());
        }
        out += buffer.waiting();
        CHECK(out == in);
    }
}

TEST_CASE("amqp/output_buffer: of what is reserved only the committed bytes stay") {
    OutputBuffer buffer;
    buffer.append("ab");
    std::memcpy(buffer.reserve(10), "cdef", 4);
    buffer.commit(3);
    CHECK(buffer.waiting() == "abcde");
    buffer.take(5);
    CHECK(buffer.empty());
    CHECK(buffer.waiting().empty());
}
