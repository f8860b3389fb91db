#pragma once

#include <cstddef>

namespace reconciler {

// Memory that glibc's allocator uses for a piece of `size` bytes.
constexpr size_t allocated_bytes(size_t size) { return (size + 8 + 15) / 16 * 16; }

// Memory of a hash table, without what its values point to. Its keys are numbers, and the nodes
// keep no hashes of those.
template <class Table>
size_t node_bytes(const Table& table) {
    constexpr size_t kNode = allocated_bytes(sizeof(void*) + sizeof(typename Table::value_type));
    return table.size() * kNode + table.bucket_count() * sizeof(void*);
}

}  // namespace reconciler
