#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/exits/statements.h"

namespace exits {

// The changes that a gateway makes of rows, each as one statement makes it.
struct PutOnWire {
    std::string mark;
    std::vector<SentRow> rows;
};
struct HeardFills {
    std::vector<HeardRow> rows;
};
struct Refused {
    std::string reason;
    std::vector<std::string> ids;
};
struct Contradicted {
    std::string reason;
    std::vector<std::string> ids;
};
struct RejectedBy {
    std::string reason;
    Rejection kind{};
    std::vector<std::string> ids;
};
// Rows of which something was heard: in doubt now, where it cannot be true beside the rest.
struct FillsSeen {
    std::vector<std::string> ids;
};
struct LivesSeen {
    std::vector<std::string> ids;
};
using Change =
    std::variant<PutOnWire, HeardFills, Refused, Contradicted, RejectedBy, FillsSeen, LivesSeen>;

std::string statement(const Change& change, int64_t now_us);

// The rows that the square-off must look at afterwards; `moved`: how many rows the statement has
// changed. Of what was only seen: all of them, where any is in doubt now.
std::vector<std::string> ended_by(const Change& change, uint64_t moved);

}  // namespace exits
