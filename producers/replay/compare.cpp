#include "producers/replay/compare.h"

#include <map>
#include <set>

#include "common/db/columns.h"

namespace replay {
namespace {

std::map<int, std::string> sums_of(const std::vector<db::Row>& rows) {
    std::map<int, std::string> sums;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        const int bucket = columns.as<int>();
        const std::string count = columns.text();
        sums[bucket] = count + " " + columns.text();
    }
    return sums;
}

std::string key_of(const Table& table, const db::Row& row) {
    std::string key;
    for (size_t i = 0; i < table.key.size(); ++i) {
        if (i != 0) key.push_back(',');
        key.append(row[i].value_or("NULL"));
    }
    return key;
}

std::map<std::string, const db::Row*> by_key(const Table& table, const std::vector<db::Row>& rows) {
    std::map<std::string, const db::Row*> sorted;
    for (const db::Row& row : rows) sorted.emplace(key_of(table, row), &row);
    return sorted;
}

void add_altered(const Table& table, const std::string& key, const db::Row& live,
                 const db::Row& replayed, std::vector<Difference>& found) {
    for (size_t i = 0; i < table.values.size(); ++i) {
        const auto& ours = live[table.key.size() + i];
        const auto& theirs = replayed[table.key.size() + i];
        if (ours == theirs) continue;
        found.push_back({std::string{table.name}, key, "altered",
                         std::string{table.values[i].column}, ours.value_or("NULL"),
                         theirs.value_or("NULL")});
    }
}

}  // namespace

std::vector<int> differing_buckets(const std::vector<db::Row>& live,
                                   const std::vector<db::Row>& replayed) {
    const auto ours = sums_of(live);
    const auto theirs = sums_of(replayed);
    std::set<int> differing;
    for (const auto& [bucket, sum] : ours) {
        const auto same = theirs.find(bucket);
        if (same == theirs.end() || same->second != sum) differing.insert(bucket);
    }
    for (const auto& [bucket, sum] : theirs) {
        if (!ours.contains(bucket)) differing.insert(bucket);
    }
    return {differing.begin(), differing.end()};
}

std::vector<Difference> behind_heads(const Marks& heads, const Marks& live, uint32_t day) {
    std::vector<Difference> found;
    for (const auto& [stream, head] : heads) {
        const auto mark = live.find(stream);
        const int64_t at = mark == live.end() ? 0 : mark->second;
        if (at >= head) continue;
        const std::string key =
            stream.source + "," + std::to_string(day) + "," + std::to_string(stream.partition);
        found.push_back(
            {"watermarks", key, "altered", "seq", std::to_string(at), std::to_string(head)});
    }
    return found;
}

std::vector<Difference> differences_of(const Table& table, const std::vector<db::Row>& live,
                                       const std::vector<db::Row>& replayed) {
    const auto ours = by_key(table, live);
    const auto theirs = by_key(table, replayed);
    const std::string name{table.name};
    std::vector<Difference> found;
    auto left = ours.begin();
    auto right = theirs.begin();
    while (left != ours.end() || right != theirs.end()) {
        if (right == theirs.end() || (left != ours.end() && left->first < right->first)) {
            found.push_back({name, left++->first, "extra", "", "", ""});
        } else if (left == ours.end() || right->first < left->first) {
            found.push_back({name, right++->first, "missing", "", "", ""});
        } else {
            add_altered(table, left->first, *left->second, *right->second, found);
            ++left, ++right;
        }
    }
    return found;
}

}  // namespace replay
