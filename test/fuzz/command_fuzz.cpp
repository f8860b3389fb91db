// Whatever a body holds: it is read or refused with the name of a field, and what was accepted
// survives encode and decode. All codecs of docs/commands.md read every input.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/must.h"
#include "common/events/command.h"

namespace {

template <class Value>
bool check(std::string_view body, base::Result<Value> (*decode)(std::string_view)) {
    const auto read = decode(body);
    if (!read.ok()) {
        base::must(read.error().code == base::Errc::Invalid);
        base::must(read.error().what.find(": ") != std::string::npos);
        return false;
    }
    const std::string text = encode(read.value());
    const auto again = decode(text);
    base::must(again.ok());
    base::must(encode(again.value()) == text);
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string body{data, data + size};
    const std::string kind = events::kind_of(body);
    if (check(body, events::decode_command)) {
        base::must(kind == "command");
        const auto command = events::decode_command(body);
        base::must(events::decode_command(encode(command.value())).value() == command.value());
    }
    if (check(body, events::decode_wake)) base::must(kind == "wake");
    if (check(body, events::decode_send_request)) base::must(kind.empty());
    if (check(body, events::decode_prices)) base::must(kind.empty());
    return 0;
}
