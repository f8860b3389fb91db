#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/events/codec.h"

namespace books {

// The SQL of `parked` and `parked_bytes`. Pure. Source: schemas/sql/0001_books.sql,
// 0021_parked_bytes.sql.

// Whole bodies. Each statement holds 4 MiB of them at most, escaped below 9: MariaDB takes no
// statement above its max_allowed_packet (16 MiB unless set), and would be sent the same one for
// ever.
std::vector<std::string> insert_parked(const std::vector<const events::Refusal*>& parked,
                                       int32_t partition, int64_t now_us);
// The beginning of the body alone. The server is sent all of it, for it makes the digest and reads
// whose event it is.
std::string insert_parked_beginning(const events::Refusal& refusal, int32_t partition,
                                    int64_t now_us);

// `sources`: not none.
std::string lock_parked_bytes(const std::set<std::string>& sources);
std::string select_parked_bytes(const std::set<std::string>& sources);
std::string write_parked_bytes(const std::map<std::string, int64_t>& bytes);
// To be executed before the row is deleted: its body is not counted any more. `digest`: SQL.
std::string release_parked_bytes(const std::string& digest);
// All of it anew, from the rows of `schema`.parked; two statements.
std::vector<std::string> count_parked_bytes(const std::string& schema);

}  // namespace books
