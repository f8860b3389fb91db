#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "consumers/archive/contents.h"

namespace archive {

// Statements on schemas/sql/0009_record.sql. Pure.

// One row for each head; a head never falls. `updated_us`: when it rose above what the books have,
// not when it rose last; by the database's clock, which its readers compare it with. Not for an
// empty list.
std::string upsert_heads(Heads::const_iterator begin, Heads::const_iterator end);
// Around an upsert of all that there is: then heads fall, too, and go where there is none any more;
// since when the books lack what they say, stays.
extern const std::string_view kSetHeadsAside;
extern const std::string_view kForgetAside;
std::string select_progress(const std::string& folder);
std::string update_missing(const std::string& folder, int64_t files);
std::string upsert_progress(const std::string& folder, int64_t through);

}  // namespace archive
