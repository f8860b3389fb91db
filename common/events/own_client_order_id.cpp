#include "common/events/command.h"

namespace events {
namespace {

// FNV-1a, 64 bits, with an offset of the caller's choice.
uint64_t fnv1a(uint64_t offset, std::string_view text) {
    constexpr uint64_t kPrime = 0x100000001B3;
    uint64_t hash = offset;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    return hash;
}

// FNV-1a's last bytes reach few bits; this spreads each over all (the finalizer of MurmurHash3).
uint64_t finalized(uint64_t hash) {
    hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCD;
    hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53;
    return hash ^ (hash >> 33U);
}

// The upper 45 bits.
void append_nine(std::string& out, uint64_t hash) {
    constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (unsigned character = 0; character < 9; ++character) {
        out.push_back(kBase32[(hash >> (59 - 5 * character)) & 31U]);
    }
}

}  // namespace

// Never change it: the ids of orders at the exchange follow from it.
std::string own_client_order_id(std::string_view command_id, uint32_t row, uint32_t attempt,
                                uint32_t slice) {
    // A slash is in no command id, so different arguments are different texts.
    const std::string text = std::string{command_id} + '/' + std::to_string(row) + '/' +
                             std::to_string(attempt) + '/' + std::to_string(slice);
    std::string id{kOwnPrefix};
    append_nine(id, finalized(fnv1a(0xCBF29CE484222325, text)));
    append_nine(id, finalized(fnv1a(0x84222325CBF29CE4, text)));
    return id;
}

}  // namespace events
