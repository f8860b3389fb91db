#include "producers/ctl/messages/masking.h"

#include <algorithm>
#include <array>

#include "common/audit/masking.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/json_value.h"

namespace ctl {
namespace {

using events::JsonValue;

constexpr size_t kShown = 2;  // characters of a masked text
constexpr std::array<std::string_view, 9> kPersonal{
    "account", "accounts", "name", "email", "mobile", "pan", "device", "fields", "recipient"};

// Numbers of orders and trades may look like those of telephones.
constexpr std::array<std::string_view, 8> kNumbers{"id",
                                                   "ref",
                                                   "follows",
                                                   "trade_no",
                                                   "exchange_order_id",
                                                   "client_order_id",
                                                   "exchange_time_us",
                                                   "received_time_us"};

// Fields that a source has made up are judged by what they are called, in any case.
bool is_personal(std::string_view field) {
    std::string name{field};
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto says = [&](std::string_view word) { return name.find(word) != name.npos; };
    return std::ranges::find(kPersonal, name) != kPersonal.end() || says("mail") ||
           says("mobile") || says("phone") || name.starts_with("pan_");
}

bool is_number_of_ours(std::string_view field) {
    return std::ranges::find(kNumbers, field) != kNumbers.end();
}

std::string quoted_json(std::string_view text) {
    events::JsonText json;
    json.text(text);
    return json.take();
}

class Printer {
  public:
    explicit Printer(bool unmask) : unmask_{unmask} {}

    // `plain`: not even looked at for what personal data look like.
    void value(const JsonValue& value, bool personal, bool plain) {
        switch (value.kind) {
            case JsonValue::Kind::Null:
                out_ += "null";
                break;
            case JsonValue::Kind::Flag:
                out_ += value.text;
                break;
            case JsonValue::Kind::Number:
                out_ += personal ? "\"***\"" : number(value.text, plain);
                break;
            case JsonValue::Kind::Text:
                out_ += quoted_json(personal ? masked(value.text)
                                    : plain  ? value.text
                                             : audit::masked(value.text));
                break;
            case JsonValue::Kind::List:
            case JsonValue::Kind::Object:
                elements(value, personal, plain);
                break;
        }
    }
    std::string take() { return std::move(out_); }

  private:
    static std::string number(const std::string& digits, bool plain) {
        const std::string shown = plain ? digits : audit::masked(digits);
        return shown == digits ? digits : quoted_json(shown);
    }

    void elements(const JsonValue& all, bool personal, bool plain) {
        const bool object = all.kind == JsonValue::Kind::Object;
        out_ += object ? '{' : '[';
        depth_ += 2;
        for (size_t i = 0; i < all.elements.size(); ++i) {
            out_ += i == 0 ? "\n" : ",\n";
            out_.append(depth_, ' ');
            if (object) out_ += quoted_json(all.names[i]) + ": ";
            const bool hidden = !unmask_ && object && is_personal(all.names[i]);
            const bool ours = object && is_number_of_ours(all.names[i]);
            value(all.elements[i], personal || hidden, plain || ours);
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
        printer.value(json.value(), false, unmask);
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
