#include "common/config/document.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "common/config/tree.h"

namespace config {

using base::invalid;

namespace {

constexpr size_t kFileBytesMax = 1u << 20;

base::Result<std::string> read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return invalid("read " + path + ": " + std::generic_category().message(errno));
    std::string text(kFileBytesMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad() || (file.fail() && !file.eof()))
        return invalid("read " + path + ": not a readable file");
    text.resize(static_cast<size_t>(file.gcount()));
    if (text.size() > kFileBytesMax) return invalid("read " + path + ": larger than 1 MiB");
    return text;
}

}  // namespace

Document::Document(std::unique_ptr<Tree> tree) : tree_{std::move(tree)} {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

base::Result<Document> Document::load(const std::string& path) {
    base::Result<std::string> text = read_file(path);
    if (!text.ok()) return text.error();
    return parse(text.value(), path);
}

base::Result<Document> Document::parse(std::string_view text, const std::string& name) {
    auto tree = std::make_unique<Tree>();
    tree->name = name;
    try {
        tree->root = toml::parse(text, name);
    } catch (const toml::parse_error& failure) {
        return invalid(std::string{failure.description()} + ", line " +
                       std::to_string(failure.source().begin.line) + " of " + name);
    }
    return Document{std::move(tree)};
}

Section Document::section(std::string_view name) {
    (void)tree_->table(name);  // counts as asked for, even if no key of it is
    return Section{*tree_, name};
}

bool Document::has_section(std::string_view name) const { return tree_->root.contains(name); }

void Document::ignore_section(std::string_view name) { tree_->ignored.emplace(name); }

std::vector<std::string> Document::problems() const {
    std::vector<std::string> all = tree_->reported;
    for (std::string& message : tree_->unknown()) all.push_back(std::move(message));
    return all;
}

}  // namespace config
