#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "producers/venue/reference/instruments_file.h"

namespace venue {

// The symbols of the instruments, which every report names. Fixed after construction.
class Symbols {
  public:
    explicit Symbols(const std::vector<Listing>& listings) {
        for (const Listing& one : listings) by_key_.emplace(number(one.instrument.key), one.symbol);
    }
    // Empty: no such instrument.
    [[nodiscard]] const std::string& of(const InstrumentKey& key) const {
        static const std::string kNoSymbol;
        const auto found = by_key_.find(number(key));
        return found == by_key_.end() ? kNoSymbol : found->second;
    }

  private:
    static uint64_t number(const InstrumentKey& key) {
        return static_cast<uint64_t>(key.exchange) << 40 |
               static_cast<uint64_t>(key.segment) << 32 | key.token;
    }
    std::unordered_map<uint64_t, std::string> by_key_;
};

}  // namespace venue
