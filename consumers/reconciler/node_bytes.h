#pragma once

#include <cstddef>

namespace reconciler {

// What glibc's allocator takes for a piece of this size.
constexpr size_t allocated_bytes(size_t size) { return (size + 8 + 15) / 16 * 16; }

// What a hash table takes, without what its values point to. Keys are numbers, whose hashes the
// nodes do not keep.
template <class Table>
size_t node_bytes(const Table& table) {
    constexpr size_t kNode = allocated_bytes(sizeof(void*) + sizeof(typename Table::value_type));
    return table.size() * kNode + table.bucket_count() * sizeof(void*);
}

}  // namespace reconciler
