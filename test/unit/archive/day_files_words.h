#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/log/log.h"
#include "consumers/archive/day_files.h"
#include "test/unit/archive/trade_body.h"
#include "test/unit/journal/archive_folder.h"

// Words of the tests of DayFiles.
using archive::DayFiles;

inline constexpr base::MonoTime kNow{1'000'000};
inline constexpr int32_t kPartitions = 4;
using Days = std::set<uint32_t>;

inline DayFiles open_files(const std::string& folder, const DayFiles::Limits& limits = {}) {
    logging::start("unit_archive", logging::Level::Error);
    auto files = DayFiles::open(folder, kPartitions, limits);
    REQUIRE_MESSAGE(files.ok(), files.error().what);
    return std::move(files).value();
}

// Each body is another, so that a record is known by it.
inline journal::Record message(int64_t id, const Days& days) {
    std::string body;
    for (const uint32_t day : days)
        body.append(body.empty() ? "[" : ",").append(trade_json(day, id));
    journal::Record record = trade(id, body + "]");
    record.content_encoding.clear();  // a start reads the days from the body
    return record;
}

inline int64_t id_of(const journal::Record& record) {
    const std::string key = "exchange_time_us\":";
    return std::stoll(record.body.substr(record.body.find(key) + key.size())) -
           1'785'728'700'000'000;
}

inline DayFiles::Added add(DayFiles& files, int64_t id, const Days& days, base::MonoTime now = kNow,
                           bool again = false) {
    journal::Record record = message(id, days.empty() ? Days{20260803} : days);
    archive::Contents contents;
    contents.days = days;
    const auto added = files.add(record, contents, again, 20260801, now);
    REQUIRE_MESSAGE(added.ok(), added.error().what);
    return added.value();
}

inline DayFiles::Added add(DayFiles& files, int64_t id, uint32_t day, base::MonoTime now = kNow,
                           bool again = false) {
    return add(files, id, day == 0 ? Days{} : Days{day}, now, again);
}

// The numbers under which each message stands in the files of each day.
inline std::map<int64_t, std::map<uint32_t, std::vector<int64_t>>> messages_in(
    const std::string& folder) {
    std::map<int64_t, std::map<uint32_t, std::vector<int64_t>>> found;
    const auto names = journal::list_archives(folder);
    REQUIRE(names.ok());
    for (const auto& name : names.value()) {
        const Told told = read_archive(folder + "/" + file_name(name));
        REQUIRE_MESSAGE(told.error.empty(), told.error);
        for (const auto& record : told.records) {
            found[id_of(record)][name.day].push_back(record.offset);
        }
    }
    return found;
}

inline size_t records_of(const std::string& path) { return read_archive(path).records.size(); }

using Sizes = std::map<std::string, uint64_t>;

inline Sizes sizes(const std::string& folder) {
    Sizes found;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() != ".bsa") continue;
        found[entry.path().string()] = entry.file_size();
    }
    return found;
}
