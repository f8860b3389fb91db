#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace db {

// Values as SQL literals, appended to a statement. For multi-row statements, which SOCI's vector
// binds would send row by row. Safe for any input under the session's settings (utf8mb4, no
// NO_BACKSLASH_ESCAPES; Session sets both).
void append_text(std::string& sql, std::string_view text);  // 'it\'s'
void append_integer(std::string& sql, int64_t value);
void append_bytes(std::string& sql,
                  std::string_view bytes);  // _binary'…', for what need not be text

std::string literal(std::string_view text);  // the same, alone

// ('a','b'), for IN; not for an empty list, which SQL does not have.
std::string text_list(const std::vector<std::string>& texts);

}  // namespace db
