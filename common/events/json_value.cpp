#include "common/events/json_value.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "common/events/mend_json.h"
#include "common/events/reader.h"

namespace events {

using base::Errc;
using base::Error;
using rapidjson::SizeType;

namespace {

// Receives RapidJSON's calls and builds the tree. `open_`: the containers around the next value.
class TreeHandler {
  public:
    [[nodiscard]] bool too_deep() const { return too_deep_; }
    [[nodiscard]] JsonValue take() { return std::move(root_); }

    // RapidJSON calls them by these names. NOLINTBEGIN(readability-identifier-naming)
    bool Null() { return put(JsonValue::Kind::Null, {}); }
    bool Bool(bool value) { return put(JsonValue::Kind::Flag, value ? "true" : "false"); }
    // Never called: numbers come as text.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }
    bool RawNumber(const char* digits, SizeType size, bool) {
        return put(JsonValue::Kind::Number, {digits, size});
    }
    bool String(const char* text, SizeType size, bool) {
        return put(JsonValue::Kind::Text, {text, size});
    }
    bool Key(const char* name, SizeType size, bool) {
        open_.back()->names.emplace_back(name, size);
        return true;
    }
    bool StartObject() { return open(JsonValue::Kind::Object); }
    bool EndObject(SizeType) { return close(); }
    bool StartArray() { return open(JsonValue::Kind::List); }
    bool EndArray(SizeType) { return close(); }
    // NOLINTEND(readability-identifier-naming)

  private:
    // A container stays where it is while it is open: only its own contents grow meanwhile.
    JsonValue& place() { return open_.empty() ? root_ : open_.back()->elements.emplace_back(); }

    bool put(JsonValue::Kind kind, std::string_view text) {
        JsonValue& value = place();
        value.kind = kind;
        value.text = text;
        return true;
    }

    bool open(JsonValue::Kind kind) {
        too_deep_ = open_.size() == 1 + kValueLevelsMax;
        if (too_deep_) return false;
        JsonValue& value = place();
        value.kind = kind;
        open_.push_back(&value);
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    JsonValue root_;
    std::vector<JsonValue*> open_;
    bool too_deep_ = false;
};

rapidjson::ParseResult parse(std::string_view body, TreeHandler& handler) {
    rapidjson::MemoryStream stream{body.data(), body.size()};
    rapidjson::Reader json;
    constexpr unsigned kFlags =
        rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
    return json.Parse<kFlags>(stream, handler);
}

}  // namespace

base::Result<JsonValue> read_json(std::string_view body, size_t bytes_max) {
    if (body.size() > bytes_max) {
        return Error{Errc::Invalid, "body: larger than " + std::to_string(bytes_max) + " bytes"};
    }
    // To the reader a zero byte is the end: what stands behind one would be dropped unseen.
    if (has_zero_byte(body)) {
        return Error{Errc::Invalid, std::string{kZeroByte}};
    }
    TreeHandler handler;
    auto parsed = parse(body, handler);
    if (parsed.IsError() && !handler.too_deep()) {
        std::string mended{body};
        mend_json(mended.data());
        handler = {};
        parsed = parse(mended, handler);
    }
    if (!parsed.IsError()) return handler.take();
    if (handler.too_deep()) return Error{Errc::Invalid, "body: nested too deep"};
    return Error{Errc::Invalid, "body: not JSON at byte " + std::to_string(parsed.Offset()) + ": " +
                                    rapidjson::GetParseError_En(parsed.Code())};
}

}  // namespace events
