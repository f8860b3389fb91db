#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "consumers/archive/contents.h"

namespace archive {

// Statements on schemas/sql/0009_record.sql. Pure.

// One row for each head; a head never falls. `updated_us`: when it rose above what the books have,
// not when it rose last. Not for an empty list.
std::string upsert_heads(Heads::const_iterator begin, Heads::const_iterator end, int64_t now_us);
extern const std::string_view kForgetHeads;  // all of them
std::string select_progress(const std::string& folder);
std::string update_missing(const std::string& folder, int64_t files);
std::string upsert_progress(const std::string& folder, int64_t through);

}  // namespace archive
