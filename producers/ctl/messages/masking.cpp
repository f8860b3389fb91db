#include "producers/ctl/messages/masking.h"

#include <algorithm>
#include <array>

#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/json_value.h"

namespace ctl {
namespace {

using events::JsonValue;

constexpr size_t kShown = 2;  // characters of a masked text
constexpr std::array<std::string_view, 9> kPersonal{
    "account", "accounts", "name", "email", "mobile", "pan", "device", "fields", "recipient"};

bool is_personal(std::string_view field) {
    return std::find(kPersonal.begin(), kPersonal.end(), field) != kPersonal.end();
}

std::string quoted_json(std::string_view text) {
    events::JsonText json;
    json.text(text);
    return json.take();
}

class Printer {
  public:
    explicit Printer(bool unmask) : unmask_{unmask} {}

    void value(const JsonValue& value, bool personal) {
        switch (value.kind) {
            case JsonValue::Kind::Null:
                out_ += "null";
                break;
            case JsonValue::Kind::Flag:
                out_ += value.text;
                break;
            case JsonValue::Kind::Number:
                out_ += personal ? "\"***\"" : value.text;
                break;
            case JsonValue::Kind::Text:
                out_ += quoted_json(personal ? masked(value.text) : value.text);
                break;
            case JsonValue::Kind::List:
            case JsonValue::Kind::Object:
                elements(value, personal);
                break;
        }
    }
    std::string take() { return std::move(out_); }

  private:
    void elements(const JsonValue& all, bool personal) {
        const bool object = all.kind == JsonValue::Kind::Object;
        out_ += object ? '{' : '[';
        depth_ += 2;
        for (size_t i = 0; i < all.elements.size(); ++i) {
            out_ += i == 0 ? "\n" : ",\n";
            out_.append(depth_, ' ');
            if (object) out_ += quoted_json(all.names[i]) + ": ";
            const bool hidden = !unmask_ && object && is_personal(all.names[i]);
            value(all.elements[i], personal || hidden);
        }
        depth_ -= 2;
        if (!all.elements.empty()) out_.append("\n").append(depth_, ' ');
        out_ += object ? '}' : ']';
    }

    const bool unmask_;
    size_t depth_ = 0;
    std::string out_;
};

}  // namespace

std::string masked(std::string_view text) {
    if (text.size() <= kShown) return std::string(text.size(), '*');
    return std::string{text.substr(0, kShown)} + std::string(text.size() - kShown, '*');
}

std::string pretty_body(std::string_view body, bool unmask) {
    const auto json = events::read_json(body, events::kBodyBytesMax);
    if (json.ok()) {
        Printer printer{unmask};
        printer.value(json.value(), false);
        return printer.take();
    }
    if (unmask) return std::string{body};
    return "(" + std::to_string(body.size()) + " bytes that are no JSON)";
}

std::string without_quoted(std::string_view reason) {
    std::string out;
    bool inside = false;
    for (const char c : reason) {
        if (c == '\'' && !inside) out += "'…";
        if (c == '\'') inside = !inside;
        if (!inside) out += c;
    }
    return out;
}

}  // namespace ctl
