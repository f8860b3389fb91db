#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "producers/venue/matching/instrument.h"

namespace venue {

// The parameters of an operator's request: "order=17&reason=too%20large". Asking for one that is
// missing or malformed makes it a problem, which the answer then tells.
class Query {
  public:
    explicit Query(std::string_view text);

    [[nodiscard]] std::string text(const std::string& name, const std::string& fallback) const;
    std::string required(const std::string& name);
    int64_t number(const std::string& name, std::optional<int64_t> fallback);
    // In rupees, with up to 4 decimals; units of 0.0001 rupee.
    int64_t price(const std::string& name, std::optional<int64_t> fallback);
    // exchange, segment and token
    InstrumentKey instrument();

    // Empty: everything asked for was there.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    void reject(const std::string& name, const std::string& why);

  private:
    std::map<std::string, std::string> values_;
    std::string problem_;
};

}  // namespace venue
