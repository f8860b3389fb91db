#include "common/books/telling.h"

#include <algorithm>
#include <variant>

#include "common/db/rows.h"
#include "common/events/command.h"

namespace books {
namespace {

constexpr int64_t kStepUs = 60'000'000;
// An exchange's clock may be ahead of ours; by more than this the time is none.
constexpr int64_t kAheadMaxUs = 60'000'000;
constexpr size_t kRowsMax = 1'000;  // remembered

bool is_of_ours(const events::Event& event) {
    return std::visit([](const auto& body) { return events::is_own(body.client_order_id); },
                      event.body);
}

}  // namespace

Told told_by(const std::vector<Item*>& items) {
    Told told;
    for (const Item* item : items) {
        if (item->event == nullptr || item->event->seq == 0) continue;
        const events::Event& event = *item->event;
        const int64_t at_us = event.exchange_time_us;
        if (at_us > event.received_time_us + kAheadMaxUs) continue;
        ToldOf& one = told[{std::string{event.source}, event.exchange, event.segment}];
        one.told_us = std::max(one.told_us, at_us);
        if (is_of_ours(event)) one.own_us = std::max(one.own_us, at_us);
    }
    return told;
}

bool is_worth_writing(const ToldOf& before, const ToldOf& now) {
    const bool first_of_ours = before.own_us == 0 && now.own_us > 0;
    return first_of_ours || now.told_us >= before.told_us + kStepUs;
}

base::Status Telling::write(db::Session& session, const std::vector<Item*>& items) {
    written_ = told_by(items);
    std::erase_if(written_, [this](const auto& one) {
        const auto before = known_.find(one.first);
        return before != known_.end() && !is_worth_writing(before->second, one.second);
    });
    if (written_.empty()) return base::Unit{};
    using Type = db::Rows::Type;
    db::Rows rows{
        "INSERT INTO told_times (part,source,exchange,segment,told_us,own_us) VALUES ",
        {Type::Integer, Type::Text, Type::Choice, Type::Choice, Type::Integer, Type::Integer},
        " ON DUPLICATE KEY UPDATE told_us=GREATEST(told_us,VALUES(told_us)),"
        "own_us=GREATEST(own_us,VALUES(own_us))"};
    for (const auto& [where, one] : written_) {
        const auto& [source, exchange, segment] = where;
        rows.integer(partition_).text(source).choice(exchange).choice(segment);
        rows.integer(one.told_us).integer(one.own_us);
    }
    return session.execute(rows);
}

void Telling::committed() {
    if (known_.size() >= kRowsMax) known_.clear();
    for (const auto& [where, one] : written_) {
        ToldOf& known = known_[where];
        known.told_us = std::max(known.told_us, one.told_us);
        known.own_us = std::max(known.own_us, one.own_us);
    }
    written_.clear();
}

}  // namespace books
