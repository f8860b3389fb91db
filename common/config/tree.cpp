#include "common/config/tree.h"

#include <map>
#include <utility>

namespace config {

const toml::table* Tree::table(std::string_view section) {
    const toml::node* node = root.get(section);
    const bool first_use = asked.emplace(section).second;
    if (node == nullptr) return nullptr;
    if (first_use && !node->is_table())
        report(section, "must be a section, [" + std::string{section} + "]", node);
    return node->as_table();
}

const toml::node* Tree::find(std::string_view section, std::string_view key) {
    asked.insert(std::string{section} + "." + std::string{key});
    const toml::table* values = table(section);
    return values == nullptr ? nullptr : values->get(key);
}

std::string Tree::message(std::string_view path, std::string_view reason,
                          const toml::node* node) const {
    std::string text{path};
    text.append(": ").append(reason);
    if (node != nullptr)
        return text + ", line " + std::to_string(node->source().begin.line) + " of " + name;
    return text + ", in " + name;
}

void Tree::report(std::string_view path, std::string_view reason, const toml::node* node) {
    reported.push_back(message(path, reason, node));
}

std::vector<std::string> Tree::unknown() const {
    std::multimap<uint32_t, std::string> by_line;
    const auto add = [&](const std::string& path, std::string_view reason, const toml::node& node) {
        by_line.emplace(node.source().begin.line, message(path, reason, &node));
    };
    for (const auto& [section_key, section] : root) {
        const std::string section_name{section_key.str()};
        if (ignored.contains(section_name)) continue;
        const toml::table* values = section.as_table();
        if (!asked.contains(section_name))
            add(section_name, values != nullptr ? "unknown section" : "unknown key", section);
        if (values == nullptr || !asked.contains(section_name)) continue;
        for (const auto& [key, value] : *values) {
            const std::string path = section_name + "." + std::string{key.str()};
            if (!asked.contains(path)) add(path, "unknown key", value);
        }
    }
    std::vector<std::string> messages;
    for (auto& [line, text] : by_line) messages.push_back(std::move(text));
    return messages;
}

}  // namespace config
