#include "producers/ctl/failure_text.h"

#include <algorithm>

#include "common/events/json_text.h"

namespace ctl {
namespace {

bool belongs_to_a_field(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// Of "--reason is required" as of "reason: must not be empty".
std::string_view field_of(std::string_view why) {
    const std::string_view text = why.starts_with("--") ? why.substr(2) : why;
    const auto end = std::ranges::find_if_not(text, belongs_to_a_field);
    const std::string_view word = text.substr(0, static_cast<size_t>(end - text.begin()));
    const bool is_named = why.starts_with("--") || text.substr(word.size()).starts_with(": ");
    return is_named ? word : std::string_view{};
}

}  // namespace

std::string explained(std::string_view why) {
    constexpr std::string_view kOtherCharacters = ": 1267 ";
    // Accounts, ids and names of sources are ASCII columns.
    if (why.find(kOtherCharacters) != why.npos) {
        return "a value has letters beyond a to z, which no name here has (" + std::string{why} +
               ")";
    }
    return std::string{why};
}

std::string sentence_of(std::string_view command, std::string_view why) {
    const std::string beginning = std::string{command} + ": ";
    return why.starts_with(beginning) ? std::string{why} : beginning + std::string{why};
}

bool is_wrong_use(std::string_view why) { return why.find(": 1267 ") != why.npos; }

std::string error_json(std::string_view why, int exit_code) {
    const std::string_view field = field_of(why);
    std::string_view reason = why;
    if (!field.empty() && !why.starts_with("--")) reason = why.substr(field.size() + 2);
    events::JsonText json;
    json.open_object();
    json.key("error");
    json.open_object();
    json.text("field", field);
    json.text("reason", reason);
    json.integer("exit_code", exit_code);
    json.close_object();
    json.close_object();
    return json.take();
}

}  // namespace ctl
