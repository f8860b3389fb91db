#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/journal/archive_format.h"

namespace journal {

// Headers and index of an archive file as bytes and back. Pure. What is read is Invalid with the
// reason unless every byte is as it was written.
std::string encode(const FileHeader& header);
std::string encode(const BlockHeader& header);
std::string encode(const Index& index);

base::Result<FileHeader> decode_file_header(std::string_view bytes);
base::Result<BlockHeader> decode_block_header(std::string_view bytes);

// `bytes`: of the file from `position` to its end. Compares the entries with each other and with
// the position; not with the blocks.
base::Result<Index> decode_index(std::string_view bytes, uint64_t position);

// Where the index begins, by the last bytes of a file of `file_bytes`; nullopt: it is not closed.
inline constexpr size_t kCloseBytes = 16;
base::Result<std::optional<uint64_t>> index_position(std::string_view last_bytes,
                                                     uint64_t file_bytes);

}  // namespace journal
