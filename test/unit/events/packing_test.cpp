#include "common/events/packing.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "test/unit/events/make_event.h"
#include "test/unit/seed.h"

using events::Packer;
using events::StreamUnpacker;
using events::Unpacker;

namespace {

constexpr size_t kMax = 100'000;

// The text, or the reason.
std::string unpacked(std::string_view body, std::string_view encoding, size_t bytes_max = kMax) {
    Unpacker unpacker;
    std::vector<char> out;
    const base::Status status = unpacker.unpack(body, encoding, bytes_max, out);
    if (!status.ok()) return status.error().what;
    REQUIRE(!out.empty());
    REQUIRE(out.back() == '\0');
    return {out.data(), out.size() - 1};
}

std::string some_text(size_t bytes) {
    std::string text;
    for (int i = 0; text.size() < bytes; ++i) text += "event " + std::to_string(i) + ",";
    text.resize(bytes);
    return text;
}

// A frame that does not say how long its text is.
const std::string kUnsizedFrame = [] {
    // Header: magic, no content size, window of 1 KiB; one last raw block of 3 bytes: "abc".
    return std::string{"\x28\xb5\x2f\xfd\x00\x00\x19\x00\x00", 9} + "abc";
}();

// The same with one block of a million times 'a' (run-length), in 4 blocks of 250000 bytes.
std::string bomb() {
    std::string frame{"\x28\xb5\x2f\xfd\x00\x58", 6};  // window 2 MiB
    const auto block = [&](uint32_t bytes, bool last) {
        const uint32_t head = (last ? 1U : 0U) | 1U << 1 | bytes << 3;
        for (int shift = 0; shift < 24; shift += 8) {
            frame.push_back(static_cast<char>(head >> shift & 0xFF));
        }
        frame.push_back('a');
    };
    for (int i = 0; i < 1000; ++i) block(100'000, i == 999);
    return frame;
}

}  // namespace

TEST_CASE("events/packing: what is packed is unpacked, of any size") {
    Packer packer;
    for (const size_t bytes : {0U, 1U, 100U, 1024U, 65'536U, 99'999U, 100'000U}) {
        CAPTURE(bytes);
        const std::string text = some_text(bytes);
        const std::string packed = packer.pack(text);
        CHECK(events::is_packed(packed));
        CHECK(unpacked(packed, "zstd") == text);
    }
}

TEST_CASE("events/packing: plain bodies pass as they are, up to the limit") {
    CHECK(unpacked("abc", "") == "abc");
    CHECK(unpacked("abc", "identity") == "abc");
    CHECK(unpacked(std::string(100, 'a'), "", 100) == std::string(100, 'a'));
    CHECK(unpacked(std::string(101, 'a'), "", 100) == "body: over 100 bytes");
}

TEST_CASE("events/packing: an unknown encoding is refused") {
    for (const char* encoding : {"gzip", "zstd ", "ZSTD", "br", "zst"}) {
        CHECK(unpacked("abc", encoding) == "body: unknown content-encoding");
    }
}

TEST_CASE("events/packing: a frame cut at any byte is refused") {
    Packer packer;
    for (const std::string& frame : {packer.pack(some_text(3000)), kUnsizedFrame}) {
        REQUIRE(unpacked(frame, "zstd").find("body: ") == std::string::npos);
        for (size_t size = 0; size < frame.size(); ++size) {
            CAPTURE(size);
            REQUIRE(
                unpacked(std::string_view{frame}.substr(0, size), "zstd").starts_with("body: "));
        }
    }
}

TEST_CASE("events/packing: bytes behind the frame are refused, a second frame too") {
    Packer packer;
    const std::string frame = packer.pack("abc");
    CHECK(unpacked(frame + "x", "zstd") == "body: bytes after the zstd frame");
    CHECK(unpacked(frame + frame, "zstd") == "body: bytes after the zstd frame");
    CHECK(unpacked("not a frame", "zstd") == "body: not a zstd frame");
}

TEST_CASE("events/packing: a bomb stops at the limit, whether it says its size or not") {
    Packer packer;
    const std::string honest = packer.pack(std::string(10'000'000, 'a'));
    REQUIRE(honest.size() < kMax);
    CHECK(unpacked(honest, "zstd") == "body: over 100000 bytes");
    REQUIRE(bomb().size() < kMax);
    CHECK(unpacked(bomb(), "zstd") == "body: over 100000 bytes");
    CHECK(unpacked(bomb(), "zstd", 100'000'000) == std::string(100'000'000, 'a'));
    CHECK(unpacked(kUnsizedFrame, "zstd") == "abc");
    CHECK(unpacked(packer.pack(some_text(101)), "zstd", 100) == "body: over 100 bytes");
    CHECK(unpacked(packer.pack(some_text(60)), "zstd", 60) == some_text(60));
}

TEST_CASE("events/packing: a damaged frame leaves nothing behind for the next one") {
    Packer packer;
    Unpacker unpacker;
    std::vector<char> out;
    const std::string frame = packer.pack(some_text(50'000));
    const Seeds runs = seeds(200);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        std::string damaged = frame;
        damaged[random() % frame.size()] ^= static_cast<char>(1 + random() % 255);
        const auto ignored = unpacker.unpack(damaged, "zstd", kMax, out);
        CHECK((ignored.ok() || ignored.error().code == base::Errc::Invalid));
        REQUIRE(unpacker.unpack(frame, "zstd", kMax, out).ok());
        REQUIRE(std::string{out.data(), out.size() - 1} == some_text(50'000));
    }
}

TEST_CASE("events/packing: a stream comes out the same however it is cut, and knows its end") {
    Packer packer;
    const std::string text = some_text(300'000);
    const std::string stream =
        packer.pack(text.substr(0, 200'000)) + packer.pack(text.substr(200'000));
    for (const size_t piece : {1U, 7U, 1000U, 1'000'000U}) {
        CAPTURE(piece);
        StreamUnpacker unpacker;
        std::vector<char> out;
        for (size_t at = 0; at < stream.size(); at += piece) {
            REQUIRE(unpacker.feed(std::string_view{stream}.substr(at, piece), out).ok());
        }
        CHECK(unpacker.complete());
        CHECK(std::string{out.data(), out.size()} == text);
    }
    StreamUnpacker cut;
    std::vector<char> out;
    REQUIRE(cut.feed(std::string_view{stream}.substr(0, stream.size() - 1), out).ok());
    CHECK_FALSE(cut.complete());
    CHECK_FALSE(StreamUnpacker{}.feed("not a frame", out).ok());
}
