#include "producers/feed/checkpoint.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/crc32.h"
#include "common/base/whole_file.h"

namespace feed {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

constexpr std::string_view kHead = "backstop-checkpoint 3\n";
// The second knew one day only, the first no generation.
constexpr std::array kHeads{kHead, std::string_view{"backstop-checkpoint 2\n"},
                            std::string_view{"backstop-checkpoint 1\n"}};

Error damaged(const std::string& why) {
    return {Errc::Invalid,
            "checkpoint: " + why + "; remove the file to send the day again from its start"};
}

void read_line(const std::string& line, std::string& name, Progress& progress) {
    std::istringstream in{line};
    std::string word;
    in >> word;
    if (word == "source") in >> name;
    if (word == "generation") in >> progress.generation;
    if (word == "day") in >> progress.day;
    if (word == "position") in >> progress.position;
    if (word == "first_day") in >> progress.first_day;
    if (word == "first_generation") in >> progress.first_generation;
    if (word == "mark") in >> progress.mark;
    if (word == "rule") in >> progress.rule;
    if (word == "next_seq") {
        for (int64_t seq = 0; in >> seq;) progress.next_seq.push_back(seq);
    }
    if (word == "forgotten") {
        for (uint32_t day = 0; in >> day;) progress.forgotten.push_back(day);
    }
    if (word != "other") return;
    DayCount other;
    in >> other.day >> other.generation;
    for (int64_t seq = 0; in >> seq;) other.next_seq.push_back(seq);
    progress.others.push_back(std::move(other));
}

bool is_whole(const Progress& progress) {
    return progress.others.size() < Numbering::kDaysMax &&
           std::ranges::is_sorted(progress.forgotten) &&
           std::ranges::all_of(progress.others, [&](const DayCount& other) {
               return other.next_seq.size() == progress.next_seq.size();
           });
}

}  // namespace

std::string format_checkpoint(const std::string& source, const Progress& progress) {
    std::ostringstream text;
    text << kHead << "source " << source << "\ngeneration " << progress.generation << "\nday "
         << progress.day << "\nposition " << progress.position << "\nnext_seq";
    for (const int64_t seq : progress.next_seq) text << ' ' << seq;
    text << "\nfirst_day " << progress.first_day << "\nfirst_generation "
         << progress.first_generation << "\nmark " << progress.mark << "\nrule " << progress.rule
         << "\nforgotten";
    for (const uint32_t day : progress.forgotten) text << ' ' << day;
    for (const DayCount& other : progress.others) {
        text << "\nother " << other.day << ' ' << other.generation;
        for (const int64_t seq : other.next_seq) text << ' ' << seq;
    }
    text << '\n';
    const std::string body = text.str();
    return body + "crc32 " + std::to_string(base::crc32(body)) + "\n";
}

Result<Progress> parse_checkpoint(std::string_view text, const std::string& source,
                                  size_t partitions) {
    const size_t sum_at = text.rfind("crc32 ");
    const auto head =
        std::ranges::find_if(kHeads, [&](std::string_view one) { return text.starts_with(one); });
    if (sum_at == std::string_view::npos || head == kHeads.end()) return damaged("not readable");
    const std::string sum = "crc32 " + std::to_string(base::crc32(text.substr(0, sum_at))) + "\n";
    if (text.substr(sum_at) != sum) return damaged("wrong check sum");

    std::istringstream in{std::string{text.substr(kHead.size(), sum_at - kHead.size())}};
    std::string name;
    Progress progress;
    for (std::string line; std::getline(in, line);) read_line(line, name, progress);
    if (*head != kHead) progress.first_day = progress.day;
    if (name != source) return damaged("of source " + name);
    if (progress.next_seq.size() != partitions) {
        return damaged("made with " + std::to_string(progress.next_seq.size()) + " partitions");
    }
    if (!is_whole(progress)) return damaged("its days do not fit together");
    return progress;
}

Result<std::optional<Progress>> CheckpointFile::load() const {
    if (!std::filesystem::exists(path_)) return std::optional<Progress>{};
    std::ifstream file{path_};
    std::ostringstream text;
    text << file.rdbuf();
    auto parsed = parse_checkpoint(text.str(), source_, partitions_);
    if (!parsed.ok()) return Error{parsed.error().code, path_ + ": " + parsed.error().what};
    return std::optional{std::move(parsed).value()};
}

Status CheckpointFile::save(const Progress& progress) const {
    std::error_code error;
    const auto folder = std::filesystem::path{path_}.parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    return base::write_whole(path_, format_checkpoint(source_, progress));
}

}  // namespace feed
