// Whatever a body holds, unpacking it ends within its limit, and leaves the unpacker as good as
// new. What is packed comes back, whole or piece by piece.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/must.h"
#include "common/events/packing.h"

namespace {

constexpr size_t kMax = 64 * 1024;

std::string_view text_in(const std::vector<char>& out) { return {out.data(), out.size() - 1}; }

void check_round_trip(events::Unpacker& unpacker, std::string_view text) {
    events::Packer packer;
    std::vector<char> out;
    const std::string packed = packer.pack(text);
    base::must(events::is_packed(packed));
    base::must(unpacker.unpack(packed, "zstd", kMax, out).ok());
    base::must(text_in(out) == text && out.back() == '\0');
}

// Fed in pieces it gives the same bytes, as far as it goes.
void check_stream(std::string_view body, size_t piece) {
    events::StreamUnpacker whole;
    events::StreamUnpacker cut;
    std::vector<char> at_once;
    std::vector<char> in_pieces;
    if (!whole.feed(body, at_once).ok()) return;
    for (size_t at = 0; at < body.size(); at += piece) {
        base::must(cut.feed(body.substr(at, piece), in_pieces).ok());
    }
    base::must(at_once == in_pieces);
    base::must(whole.complete() == cut.complete());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0 || size > kMax) return 0;
    const std::string body{data + 1, data + size};
    events::Unpacker unpacker;
    std::vector<char> out;
    const base::Status status = unpacker.unpack(body, "zstd", kMax, out);
    if (status.ok()) {
        base::must(out.size() <= kMax + 1);
        base::must(out.back() == '\0');
        // Larger output of the stream, which has no limit of its own, would only cost time.
        check_stream(body, 1 + data[0]);
    } else {
        base::must(status.error().code == base::Errc::Invalid);
        base::must(status.error().what.starts_with("body: "));
    }
    check_round_trip(unpacker, body);
    return 0;
}
