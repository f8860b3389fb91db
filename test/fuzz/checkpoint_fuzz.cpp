// Whatever a checkpoint file holds: it is read or refused. With the check sum mended, so that the
// fields behind it are reached, what is read is written and read again as the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/crc32.h"
#include "common/base/must.h"
#include "producers/feed/checkpoint.h"

namespace {

const std::string kSource = "nse-fo-dropcopy-1";
constexpr size_t kPartitions = 4;

bool check(std::string_view text) {
    const auto read = feed::parse_checkpoint(text, kSource, kPartitions);
    if (!read.ok()) {
        base::must(read.error().code == base::Errc::Invalid);
        return false;
    }
    base::must(read.value().next_seq.size() == kPartitions);
    const std::string again = feed::format_checkpoint(kSource, read.value());
    const auto second = feed::parse_checkpoint(again, kSource, kPartitions);
    base::must(second.ok() && second.value() == read.value());
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text{data, data + size};
    check(text);
    const std::string body = text.substr(0, text.rfind("crc32 "));
    check(body + "crc32 " + std::to_string(base::crc32(body)) + "\n");
    return 0;
}
