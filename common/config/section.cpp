#include "common/config/section.h"

#include "common/base/exchange_clock.h"
#include "common/config/beside.h"
#include "common/config/tree.h"

namespace config {
namespace {

std::string path_of(std::string_view section, std::string_view key) {
    return std::string{section} + "." + std::string{key};
}

}  // namespace

std::string Section::text(std::string_view key, std::string_view default_text) {
    const toml::node* node = tree_->find(name_, key);
    if (node == nullptr) return std::string{default_text};
    if (const auto* value = node->as_string()) return value->get();
    tree_->report(path_of(name_, key), "must be a text in quotes", node);
    return std::string{default_text};
}

std::string Section::required_text(std::string_view key) {
    const toml::node* node = tree_->find(name_, key);
    if (node == nullptr) tree_->report(path_of(name_, key), "missing", nullptr);
    if (node != nullptr && node->is_string() && node->as_string()->get().empty()) {
        tree_->report(path_of(name_, key), "must not be empty", node);
    }
    return text(key, "");
}

std::string Section::path(std::string_view key, std::string_view default_path) {
    return beside(tree_->name, text(key, default_path));
}

std::string Section::required_path(std::string_view key) {
    return beside(tree_->name, required_text(key));
}

int64_t Section::integer(std::string_view key, int64_t default_number, int64_t min, int64_t max) {
    const toml::node* node = tree_->find(name_, key);
    if (node == nullptr) return default_number;
    const std::string range = std::to_string(min) + " to " + std::to_string(max);
    const auto* value = node->as_integer();
    if (value == nullptr) {
        tree_->report(path_of(name_, key), "must be an integer, " + range, node);
        return default_number;
    }
    if (value->get() >= min && value->get() <= max) return value->get();
    tree_->report(path_of(name_, key), std::to_string(value->get()) + " is outside " + range, node);
    return default_number;
}

bool Section::flag(std::string_view key, bool default_flag) {
    const toml::node* node = tree_->find(name_, key);
    if (node == nullptr) return default_flag;
    if (const auto* value = node->as_boolean()) return value->get();
    tree_->report(path_of(name_, key), "must be true or false", node);
    return default_flag;
}

int64_t Section::clock(std::string_view key, int64_t default_second) {
    if (tree_->find(name_, key) == nullptr) return default_second;
    if (const auto second = base::second_of(text(key, ""))) return *second;
    reject(key, "must be a time of the day, like 09:15");
    return default_second;
}

std::vector<std::string> Section::texts(std::string_view key,
                                        const std::vector<std::string>& default_texts) {
    const toml::node* node = tree_->find(name_, key);
    if (node == nullptr) return default_texts;
    std::vector<std::string> values;
    const toml::array* list = node->as_array();
    if (list != nullptr) {
        for (const toml::node& item : *list) {
            if (const auto* value = item.as_string()) values.push_back(value->get());
        }
    }
    if (list != nullptr && values.size() == list->size()) return values;
    tree_->report(path_of(name_, key), "must be a list of texts in quotes", node);
    return default_texts;
}

void Section::reject(std::string_view key, std::string_view reason) {
    tree_->report(path_of(name_, key), reason, tree_->find(name_, key));
}

}  // namespace config
