#pragma once

#include <cstdint>
#include <string_view>

namespace events {

// crc32(account) mod partitions: which queue an account's events travel through.
int32_t partition_of(std::string_view account, int32_t partitions);

}  // namespace events
