#include "common/db/literal.h"

#include <charconv>

namespace db {
namespace {

// The characters that MariaDB's manual ("String Literals") asks to escape within single quotes.
char escape_of(char c) {
    switch (c) {
        case '\0':
            return '0';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\x1a':
            return 'Z';
        case '\'':
            return '\'';
        case '"':
            return '"';
        case '\\':
            return '\\';
        default:
            return 0;
    }
}

bool needs_escape(std::string_view text) {
    for (const char c : text) {
        // All escaped characters lie below 0x28 but the backslash: one comparison passes nearly
        // every text.
        if ((static_cast<unsigned char>(c) < 0x28 || c == '\\') && escape_of(c) != 0) return true;
    }
    return false;
}

}  // namespace

void append_text(std::string& sql, std::string_view text) {
    sql.push_back('\'');
    if (!needs_escape(text)) {
        sql.append(text);
    } else {
        for (const char c : text) {
            if (const char escaped = escape_of(c); escaped != 0) {
                sql.push_back('\\');
                sql.push_back(escaped);
            } else {
                sql.push_back(c);
            }
        }
    }
    sql.push_back('\'');
}

std::string literal(std::string_view text) {
    std::string sql;
    append_text(sql, text);
    return sql;
}

void append_integer(std::string& sql, int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    sql.append(digits, end.ptr);
}

void append_bytes(std::string& sql, std::string_view bytes) {
    sql.append("_binary");
    append_text(sql, bytes);
}

std::string text_list(const std::vector<std::string>& texts) {
    std::string list = "(";
    for (const std::string& text : texts) {
        if (list.size() > 1) list.push_back(',');
        append_text(list, text);
    }
    return list + ")";
}

}  // namespace db
