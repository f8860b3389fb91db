#include "common/typed/value_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "common/base/utf8.h"
#include "common/events/characters.h"
#include "common/events/event.h"

namespace typed {
namespace {

constexpr size_t kByMax = 80, kReasonMax = 200;  // bytes of the columns
constexpr size_t kNameMax = 200;                 // bytes: no column for names has more

constexpr std::array<std::string_view, 8> kFiles{"config", "file",    "folder",      "list",
                                                 "edit",   "archive", "feed-config", "token-file"};
// What people write, for people. `refused` looks for a part of such a text.
constexpr std::array<std::string_view, 6> kTexts{"by",  "who",      "reason",
                                                 "why", "evidence", "refused"};

constexpr bool contains(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// The value at the end, where it can be shown.
std::string wrong(std::string why, std::string_view text) {
    constexpr size_t kShownMax = 60;
    const bool fits = text.size() <= kShownMax && base::is_utf8(text) &&
                      std::ranges::none_of(text, [](char c) { return c >= 0 && c < 0x20; });
    return fits ? why + ": '" + std::string{text} + "'" : why;
}

std::optional<int64_t> number_of(std::string_view text) {
    int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && rest == end ? std::optional{number} : std::nullopt;
}

std::string problem_of_name(std::string_view text, uint8_t allowed, size_t most,
                            std::string_view letters) {
    if (text.size() > most) {
        return wrong("must be at most " + std::to_string(most) + " characters", text);
    }
    if (events::all_of_class(text, allowed)) return {};
    return wrong("has a character that is not allowed, it may have " + std::string{letters}, text);
}

std::string problem_of_text(std::string_view text, size_t most) {
    if (text.size() > most) return "must be at most " + std::to_string(most) + " bytes";
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::ranges::any_of(text, control)) return "has a character that is not allowed";
    if (text.find_first_not_of(' ') == text.npos) return "must not be empty";
    return base::is_utf8(text) ? "" : "is not UTF-8";
}

std::string problem_of_partition(std::string_view text) {
    const auto number = number_of(text);
    if (text == "all" || (number && *number >= 0 && *number < events::kPartitionsMax)) return {};
    return wrong("must be 0 to " + std::to_string(events::kPartitionsMax - 1), text);
}

}  // namespace

std::string problem_of_value(std::string_view name, std::string_view text) {
    if (contains(kFiles, name)) return {};
    if (name == "by") return problem_of_text(text, kByMax);
    if (contains(kTexts, name)) return problem_of_text(text, kReasonMax);
    if (name == "field") return base::is_utf8(text) ? "" : "is not UTF-8";  // lines of a message
    if (name == "name") {
        return problem_of_name(text, events::kCommandIdChar, kNameMax,
                               "A-Z a-z 0-9 . _ -, and no accents");
    }
    if (name == "account" || name == "accounts") {
        return problem_of_name(text, events::kAccountChar, events::kAccountMax, "A-Z 0-9");
    }
    if (name == "source") {
        return problem_of_name(text, events::kSourceChar, events::kSourceMax, "a-z 0-9 -");
    }
    if (name == "partition") return problem_of_partition(text);
    if (name == "day") {
        const auto day = number_of(text);
        if (day && events::is_trading_day(*day)) return {};
        return wrong("must be a date yyyymmdd of 2000 to 2099", text);
    }
    return problem_of_name(text, events::kReasonChar, kNameMax,
                           "no accents and no others beyond ASCII");
}

}  // namespace typed
