#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/config/section.h"

namespace config {

struct Tree;

// A configuration file: ask it for every key the program knows, then ask for the problems, and stop
// with exit code 2 if there is any. Movable; sections taken from it stay valid as long as the
// Document, wherever it is moved to. One thread at a time.
class Document {
  public:
    // Invalid, with file and line, when the file cannot be read or is not TOML.
    static base::Result<Document> load(const std::string& path);
    // The same from memory; `name` stands for the path in messages.
    static base::Result<Document> parse(std::string_view text, const std::string& name);

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    // A section that is missing in the file is empty: all its keys take their defaults.
    [[nodiscard]] Section section(std::string_view name);
    [[nodiscard]] bool has_section(std::string_view name) const;
    // A section that belongs to another program which shares the file: its keys are not unknown.
    void ignore_section(std::string_view name);

    // Everything that was wrong with the keys asked for, in the order of asking, then every key and
    // section that nobody asked for: "ledger.prefetchh: unknown key, line 12 of FILE". Empty: the
    // configuration is good.
    [[nodiscard]] std::vector<std::string> problems() const;

  private:
    explicit Document(std::unique_ptr<Tree> tree);

    std::unique_ptr<Tree> tree_;
};

}  // namespace config
