#include "consumers/gateway/reset_watch.h"

#include <algorithm>
#include <cstdio>

namespace gateway {
namespace {

struct Numbers {
    int64_t expected = 0;
    int64_t received = 0;
};

// "MsgSeqNum too low, expecting 120 but received 3", which QuickFIX says and sends.
std::optional<Numbers> too_low(const std::string& why) {
    const size_t at = why.find("MsgSeqNum too low");
    if (at == std::string::npos) return std::nullopt;
    long long expected = 0;
    long long received = 0;
    const int read =
        std::sscanf(why.c_str() + at, "MsgSeqNum too low, expecting %lld but received %lld",
                    &expected, &received);
    if (read != 2 || expected <= received || received <= 0) return std::nullopt;
    return Numbers{expected, received};
}

}  // namespace

std::optional<std::string> ResetWatch::on_logout(const std::string& why) {
    // What the counterparty says of our numbers is about our store, not about its own.
    if (why.starts_with("counterparty:")) return std::nullopt;
    const auto numbers = too_low(why);
    if (!numbers) return std::nullopt;
    const bool begins = !under_way();
    expected_ = numbers->expected;
    lowest_ = begins ? numbers->received : std::min(lowest_, numbers->received);
    ++logouts_;
    if (!begins) return std::nullopt;
    return "the exchange has begun its message numbers anew: " + std::to_string(numbers->received) +
           " where " + std::to_string(numbers->expected) + " was expected; it has lost its store";
}

std::optional<std::string> ResetWatch::on_logon() {
    if (!under_way()) return std::nullopt;
    std::string text = "the exchange's numbers have climbed from " + std::to_string(lowest_) +
                       " to " + std::to_string(expected_) + " in " + std::to_string(logouts_) +
                       " logons: what it has said under them is lost, orders without an answer are "
                       "asked for";
    expected_ = lowest_ = logouts_ = 0;
    return text;
}

}  // namespace gateway
