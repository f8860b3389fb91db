#include "common/books/carrying.h"

#include <set>
#include <string>
#include <variant>

#include "common/carry/store.h"

namespace books {
namespace {

std::set<uint32_t> days_of_trades(const Plan& plan) {
    std::set<uint32_t> days;
    for (const Item* item : plan.apply) {
        const bool trades =
            item->event != nullptr && std::holds_alternative<events::Trade>(item->event->body);
        if (trades) days.insert(item->event->day);
    }
    return days;
}

std::vector<std::string> accounts_of(const Posting& posting, const carry::Step& first) {
    std::set<std::string> accounts;
    for (const PositionChange& change : posting.positions) {
        if (change.day >= first.from) accounts.emplace(change.account);
    }
    return {accounts.begin(), accounts.end()};
}

}  // namespace

base::Status Carrying::learn(db::Session& session) {
    auto steps = carry::read_steps(session);
    if (!steps.ok()) return steps.error();
    all_ = std::move(steps).value();
    return base::Unit{};
}

base::Status Carrying::enter(db::Session& session, int64_t generation, const Plan& plan) {
    behind_.clear();
    if (generation != generation_) {
        if (base::Status learnt = learn(session); !learnt.ok()) return learnt;
        generation_ = generation;
    }
    if (all_.empty()) return base::Unit{};
    behind_ = carry::steps_behind(all_, days_of_trades(plan));
    return carry::share_steps(session, behind_);
}

base::Status Carrying::also(db::Session& session, const Plan& plan, const Posting& posting) {
    std::set<uint32_t> days = days_of_trades(plan);
    const size_t known = days.size();
    for (const Backdated& one : posting.backdated) {
        if (one.of_day != 0) days.insert(one.of_day);
    }
    if (days.size() == known) return base::Unit{};
    behind_ = carry::steps_behind(all_, days);
    return carry::share_steps(session, behind_);
}

base::Result<int64_t> Carrying::leave(db::Session& session, const Posting& posting) {
    if (behind_.empty()) return int64_t{0};
    const std::vector<std::string> accounts = accounts_of(posting, behind_.front());
    if (accounts.empty()) return int64_t{0};
    return carry::carry_on(session, behind_, accounts);
}

}  // namespace books
