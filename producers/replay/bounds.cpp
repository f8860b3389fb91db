#include "producers/replay/bounds.h"

#include <algorithm>

namespace replay {

int64_t Bounds::of(int32_t partition, std::string_view source) const {
    if (!marks) return INT64_MAX;
    const auto found = marks->find({partition, std::string{source}});
    return found == marks->end() ? 0 : found->second;
}

std::vector<Hole> holes_of(const Marks& reached, const Marks& wanted,
                           const std::map<StreamKey, books::Gap>& gaps) {
    std::vector<Hole> holes;
    for (const auto& [stream, gap] : gaps) {
        holes.push_back({stream, gap.first_missing, gap.last_missing,
                         gap.first_missing == 1 ? "the record begins in the middle of this stream"
                                                : "the record lacks a part of this stream"});
    }
    for (const auto& [stream, seq] : wanted) {
        if (gaps.contains(stream)) continue;
        const auto found = reached.find(stream);
        const int64_t at = found == reached.end() ? 0 : found->second;
        if (at >= seq) continue;
        holes.push_back({stream, at + 1, seq,
                         at == 0 ? "the record holds nothing of this stream"
                                 : "the record ends before the live books do"});
    }
    return holes;
}

bool behind(const Marks& reached, const Marks& wanted) {
    for (const auto& [stream, seq] : wanted) {
        const auto found = reached.find(stream);
        if (found == reached.end() || found->second < seq) return true;
    }
    return false;
}

}  // namespace replay
