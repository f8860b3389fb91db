#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "producers/ctl/notices/broadcast_list.h"

namespace ctl {

// The rules of broadcasts: pure.

inline constexpr size_t kBroadcastIdMax = 34;  // then the ids of its notices can be read
inline constexpr size_t kUrgentMax = 1000;     // more would make one-time codes wait

struct Broadcast {
    std::string id;
    std::string name_of_template;
    std::vector<events::Channel> channels;
    bool urgent = false;
    notices::Language language = notices::Language::OfCustomer;
    notices::Fields fields;  // of every notice; a row's own go before them
    int64_t created_us = 0;
    int64_t expires_us = 0;
};

// Empty, or what is wrong with it: begins with the option.
std::string problem_of(const Broadcast& broadcast);

// "title=Site is back" as (name, value); Invalid without '=' or name.
base::Result<std::pair<std::string, std::string>> read_field(const std::string& text);
// "90s", "30m", "2h" or "1d", up to 30 days, in microseconds.
base::Result<int64_t> read_duration_us(const std::string& text);

// Which fields a template declares; empty optional of `declared`: nobody knows. Empty, or what a
// list whose rows have `columns` gives too much or too little; `name` and `account` come from the
// customer where they are not given.
std::string problem_of_fields(const Broadcast& broadcast, const std::set<std::string>& columns,
                              const std::vector<std::string>& declared);

// One notice for each channel. The same broadcast to the same addressee gives the same ids.
std::vector<notices::Notice> notices_of(const Broadcast& broadcast, const Addressee& addressee);

// What stands in the table of a notice that was written before.
struct KnownNotice {
    std::string name_of_template, language, recipient, fields;
    bool urgent = false;
};
// Empty, or what the same id would say now that it did not: "field body". No value is told: it may
// be a customer's.
std::string difference_of(const KnownNotice& known, const notices::Notice& now);

// Moves to the bad rows whatever would make no notice: fields that are too large or have no name.
void move_unfit(const Broadcast& broadcast, BroadcastList& list);

}  // namespace ctl
