#pragma once

#include <toml++/toml.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace config {

// What a Document and its Sections share: the parsed file, who asked for what, and the problems so
// far. Private to this room.
struct Tree {
    toml::table root;
    std::string name;                   // of the file, for messages
    std::set<std::string> asked;        // "section" and "section.key"
    std::set<std::string> ignored;      // sections of other programs
    std::vector<std::string> reported;  // "section.key: reason, line N of FILE"

    // The table of the section, or nullptr. A section that is not a table is reported at its first
    // use.
    [[nodiscard]] const toml::table* table(std::string_view section);
    // The value of the key, or nullptr when it is missing. The key counts as asked for.
    [[nodiscard]] const toml::node* find(std::string_view section, std::string_view key);
    // `node` is where the problem stands; nullptr: nowhere, as for a missing key.
    void report(std::string_view path, std::string_view reason, const toml::node* node);
    [[nodiscard]] std::string message(std::string_view path, std::string_view reason,
                                      const toml::node* node) const;
    // One message for each section and key that nobody asked for, in the order of the file's lines.
    [[nodiscard]] std::vector<std::string> unknown() const;
};

}  // namespace config
