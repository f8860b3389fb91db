#include "producers/feed/price_request.h"

namespace feed {

std::string refusal_of_request(const fix::Message& message) {
    const auto text_of = [&](int number) {
        const std::string* const text = message.find(number);
        return text == nullptr ? std::string() : *text;
    };
    const bool of_request = message.type == "Y";  // MarketDataRequestReject
    if (!of_request && message.type != "3" && message.type != "j") return {};
    const std::string about = text_of(372);
    if (!of_request && !about.empty() && about != "V") return {};
    const std::string code = text_of(of_request ? 281 : message.type == "3" ? 373 : 380);
    std::string why = "35=" + message.type + (code.empty() ? "" : ", reason " + code);
    const std::string text = text_of(58);
    return text.empty() ? why : why + ": " + text;
}

}  // namespace feed
