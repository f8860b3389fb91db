#include "consumers/notifier/template_text.h"

#include <algorithm>
#include <utility>

namespace notifier {
namespace {

constexpr size_t kFieldBytesMax = 40;

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= kFieldBytesMax && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

base::Error wrong(std::string_view text, size_t at, std::string_view what) {
    const auto lines = std::ranges::count(text.substr(0, at), '\n') + 1;
    return {base::Errc::Invalid, "line " + std::to_string(lines) + ": " + std::string{what}};
}

}  // namespace

base::Result<TemplateText> TemplateText::parse(std::string_view text, Braces braces) {
    TemplateText parsed;
    std::string plain;
    size_t at = 0;
    while (at < text.size()) {
        const std::string_view two = text.substr(at, 2);
        const size_t close = two == "{{" ? text.find("}}", at) : std::string_view::npos;
        const std::string_view name =
            close == std::string_view::npos ? "" : text.substr(at + 2, close - at - 2);
        if (is_name(name)) {
            if (!plain.empty()) parsed.pieces_.push_back({std::exchange(plain, {}), false});
            parsed.pieces_.push_back({std::string{name}, true});
            parsed.fields_.emplace(name);
            at = close + 2;
            continue;
        }
        if (braces == Braces::Strict) {
            if (two == "}}") return wrong(text, at, "}} without {{");
            if (two == "{{" && close == std::string_view::npos) {
                return wrong(text, at, "{{ without }}");
            }
            if (two == "{{") return wrong(text, at, "{{" + std::string{name} + "}} is no field");
        }
        plain.push_back(text[at++]);
    }
    if (!plain.empty()) parsed.pieces_.push_back({std::move(plain), false});
    return parsed;
}

std::string TemplateText::filled(
    const std::function<std::string(const std::string& field)>& value) const {
    std::string text;
    for (const Piece& piece : pieces_) text.append(piece.is_field ? value(piece.text) : piece.text);
    return text;
}

}  // namespace notifier
