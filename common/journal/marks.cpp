#include "common/journal/marks.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "common/base/whole_file.h"
#include "common/events/topology.h"

namespace journal {
namespace {

constexpr size_t kTokenBytesMax = 64;
constexpr std::string_view kFront = R"({"kind":"mark","token":")";
constexpr std::string_view kBack = R"("})";

bool is_token(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-';
    };
    return !text.empty() && text.size() <= kTokenBytesMax && std::ranges::all_of(text, fits);
}

std::string path_of(const std::string& folder) {
    return (std::filesystem::path{folder} / kMarksFile).string();
}

}  // namespace

std::string mark_body(std::string_view token) {
    return std::string{kFront}.append(token).append(kBack);
}

std::optional<std::string> token_of_mark(const Record& record) {
    std::string_view body = record.body;
    if (!record.exchange.empty() || record.routing_key != events::topology::kRecord) {
        return std::nullopt;
    }
    if (!body.starts_with(kFront) || !body.ends_with(kBack)) return std::nullopt;
    body.remove_prefix(kFront.size());
    body.remove_suffix(std::min(kBack.size(), body.size()));
    if (!is_token(body)) return std::nullopt;
    return std::string{body};
}

std::string new_token() {
    std::random_device random;
    std::string token = std::to_string(getpid());
    for (int i = 0; i < 4; ++i) token.append("-").append(std::to_string(random()));
    return token;
}

base::Status write_marks(const std::string& folder, const std::deque<Mark>& marks) {
    std::string text;
    for (const Mark& mark : marks) {
        text.append(mark.token).append(" ").append(std::to_string(mark.through)).push_back('\n');
    }
    return base::write_whole(path_of(folder), text);
}

std::deque<Mark> read_marks(const std::string& folder) {
    std::ifstream file{path_of(folder)};
    std::deque<Mark> marks;
    Mark mark;
    while (marks.size() < kMarksMax && file >> mark.token >> mark.through) marks.push_back(mark);
    return marks;
}

std::optional<int64_t> find_mark(const std::string& folder, std::string_view token) {
    for (const Mark& mark : read_marks(folder)) {
        if (mark.token == token) return mark.through;
    }
    return std::nullopt;
}

}  // namespace journal
