#include "common/exits/changes.h"

namespace exits {
namespace {

template <class... Functions>
struct Cases : Functions... {
    using Functions::operator()...;
};

}  // namespace

std::string statement(const Change& change, int64_t now_us) {
    return std::visit(
        Cases{[](const PutOnWire& one) { return record_sent(one.rows, one.mark); },
              [](const HeardFills& one) { return hear_fills(one.rows); },
              [](const Refused& one) { return refuse_rows(one.ids, one.reason); },
              [&](const Contradicted& one) { return doubt_rows(one.ids, one.reason, now_us); },
              [&](const RejectedBy& one) {
                  return reject_rows(one.ids, one.reason, one.kind, now_us);
              },
              [&](const FillsSeen& one) { return doubt_fills(one.ids, now_us); },
              [&](const LivesSeen& one) { return doubt_living(one.ids, now_us); }},
        change);
}

std::vector<std::string> ended_by(const Change& change, uint64_t moved) {
    using Ids = std::vector<std::string>;
    const auto where_moved = [moved](const Ids& ids) { return moved > 0 ? ids : Ids{}; };
    return std::visit(
        Cases{[](const PutOnWire&) { return Ids{}; }, [](const HeardFills&) { return Ids{}; },
              [](const Refused& one) { return one.ids; },
              [](const Contradicted& one) { return one.ids; },
              [](const RejectedBy& one) { return one.ids; },
              [&](const FillsSeen& one) { return where_moved(one.ids); },
              [&](const LivesSeen& one) { return where_moved(one.ids); }},
        change);
}

}  // namespace exits
