#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "common/events/command.h"
#include "common/events/json_value.h"

namespace events {
namespace {

using rapidjson::SizeType;

// Stops the reading at the first field `kind` of the object, or where there can be none.
class KindHandler {
  public:
    std::string_view kind() const { return kind_; }

    // RapidJSON calls them by these names. NOLINTBEGIN(readability-identifier-naming)
    bool Null() { return scalar({}); }
    bool Bool(bool) { return scalar({}); }
    // Never called: numbers come as text.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }
    bool RawNumber(const char*, SizeType, bool) { return scalar({}); }
    bool String(const char* text, SizeType size, bool) { return scalar({text, size}); }
    bool Key(const char* name, SizeType size, bool) {
        at_kind_ = depth_ == 1 && std::string_view{name, size} == "kind";
        return true;
    }
    bool StartObject() { return deeper(); }
    bool EndObject(SizeType) { return --depth_ > 0; }
    bool StartArray() { return depth_ > 0 && deeper(); }
    bool EndArray(SizeType) { return --depth_ > 0; }
    // NOLINTEND(readability-identifier-naming)

  private:
    bool deeper() { return !at_kind_ && ++depth_ <= 1 + kValueLevelsMax; }
    bool scalar(std::string_view text) {
        if (!at_kind_) return depth_ > 0;
        for (const std::string_view known : {"command", "wake"}) {
            if (text == known) kind_ = known;
        }
        return false;
    }

    std::string_view kind_;
    int depth_ = 0;
    bool at_kind_ = false;
};

}  // namespace

std::string kind_of(std::string_view body) {
    rapidjson::MemoryStream stream{body.data(), body.size()};
    KindHandler handler;
    rapidjson::Reader json;
    json.Parse<rapidjson::kParseNumbersAsStringsFlag>(stream, handler);
    return std::string{handler.kind()};
}

}  // namespace events
