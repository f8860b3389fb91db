#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/notices/notice.h"

namespace ctl {

inline constexpr size_t kBroadcastRowsMax = 500'000;

// Who gets a broadcast: a row of a list, or an account.
struct Addressee {
    size_t line = 0;      // of the list; 0: it is from no list
    std::string account;  // "": reached only where the list says
    std::string email;    // "": the customer's own
    std::string mobile;   // the same
    notices::Fields fields;
};

// What is wrong with one row. Nothing in it tells an address: it may be shown and logged.
struct RowProblem {
    size_t line = 0;
    std::string why;  // begins with the column: "email: not an address"
};

struct BroadcastList {
    std::vector<Addressee> good;
    std::vector<RowProblem> bad;  // by line; these rows are not among the good
};

// A CSV file whose first line names its columns: account, or email and mobile as the channels need
// them, or both, where an address given goes before the customer's own; every other column is a
// field. Every row must be reached by every channel. The second row for one account, or without
// accounts for one address, is a bad one. Invalid: the file as a whole cannot be used. Pure.
base::Result<BroadcastList> read_broadcast_list(std::string_view text,
                                                const std::vector<events::Channel>& channels);

// Empty, or what is wrong with it.
std::string problem_of_email(std::string_view text);
std::string problem_of_mobile(std::string_view text);

}  // namespace ctl
