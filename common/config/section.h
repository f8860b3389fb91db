#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace config {

struct Tree;

// One table of a Document, which must outlive it. A key with a wrong type or out of range gives its
// default and becomes a problem of the Document; nothing here fails at once, so that an operator
// sees all problems in one go.
class Section {
  public:
    [[nodiscard]] std::string text(std::string_view key, std::string_view default_text);
    // A problem when the key is missing or its text is empty.
    [[nodiscard]] std::string required_text(std::string_view key);
    // A path, as `beside` reads it: a relative one counts from the folder of the file, wherever the
    // program was started. For what several programs are told the same way, as where the record is.
    [[nodiscard]] std::string path(std::string_view key, std::string_view default_path);
    [[nodiscard]] std::string required_path(std::string_view key);
    // `min` and `max` are allowed values themselves and appear in the message.
    [[nodiscard]] int64_t integer(std::string_view key, int64_t default_number, int64_t min,
                                  int64_t max);
    [[nodiscard]] bool flag(std::string_view key, bool default_flag);
    // "09:15", as the second of a day.
    [[nodiscard]] int64_t clock(std::string_view key, int64_t default_second);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key,
                                                 const std::vector<std::string>& default_texts);
    // Reports a problem of the caller's own with a key, at the key's line: "log.level: unknown
    // level, line 3 of FILE".
    void reject(std::string_view key, std::string_view reason);

  private:
    friend class Document;
    Section(Tree& tree, std::string_view name) : tree_{&tree}, name_{name} {}

    Tree* tree_;
    std::string name_;
};

}  // namespace config
