#include "common/site/words.h"

#include <algorithm>
#include <string>

namespace site {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

namespace {

Status check(std::string_view field, std::string_view text, size_t most) {
    const std::string name{field};
    if (text.empty()) return Error{Errc::Invalid, name + ": must not be empty"};
    if (text.size() > most) {
        return Error{Errc::Invalid, name + ": must be at most " + std::to_string(most) + " bytes"};
    }
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::ranges::any_of(text, control)) {
        return Error{Errc::Invalid, name + ": has a character that is not allowed"};
    }
    return Unit{};
}

}  // namespace

Status check_words(std::string_view who, std::string_view why) {
    if (Status said = check("by", who, kWhoMax); !said.ok()) return said;
    return check("reason", why, kWhyMax);
}

}  // namespace site
