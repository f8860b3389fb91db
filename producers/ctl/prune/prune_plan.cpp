#include "producers/ctl/prune/prune_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "common/base/must.h"
#include "common/db/literal.h"
#include "producers/ctl/table.h"

namespace ctl {

using db::literal;

namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr int64_t kDayUs = 86'400'000'000;
enum : size_t {
    kNotices,
    kInbox,
    kSettled,
    kLetters,
    kNames,
    kAudit,
    kApprovals,
    kGlass
};  // of kPrunedTables
constexpr int64_t kRows = 1'000;
constexpr int64_t kRowsWithBodies = 100;  // of up to some hundred KiB each
constexpr size_t kSourceOfRedrive = std::string_view{"redrive-0123456789abcdef-"}.size();

// `days` before a trading day yyyymmdd; 0 where that is no date.
uint32_t days_before(uint32_t day, int64_t days) {
    using std::chrono::month, std::chrono::sys_days, std::chrono::year, std::chrono::year_month_day;
    const year_month_day date{year{static_cast<int>(day / 10'000)}, month{day / 100 % 100},
                              std::chrono::day{day % 100}};
    if (!date.ok()) return 0;
    const year_month_day then{sys_days{date} - std::chrono::days{days}};
    return static_cast<uint32_t>(static_cast<int>(then.year())) * 10'000 +
           static_cast<unsigned>(then.month()) * 100 + static_cast<unsigned>(then.day());
}

// Also of what begins while it deletes.
std::string nothing_held() {
    return fmt::format(" AND NOT EXISTS (SELECT 1 FROM pauses) AND NOT EXISTS ({})", kOpenGaps);
}

void add_notices(PrunePlan& plan) {
    // None was changed before it was created, and the index by_state knows when that was.
    for (const char* const state : {"sent", "dead"}) {
        for (const int urgent : {0, 1}) {
            plan.pieces.push_back({kNotices,
                                   fmt::format("state='{0}' AND urgent={1} AND created_us<{2} AND "
                                               "changed_us<{2} ORDER BY created_us",
                                               state, urgent, plan.before_us),
                                   kRows});
        }
    }
}

// Of a redrive without a noted end the same message may go out again: only the inbox tells it.
void add_inbox(const PruneFacts& facts, PrunePlan& plan) {
    if (plan.inbox_kept) return;
    for (const auto& [source, day] : facts.inbox) {
        if (day >= plan.before_day || facts.parked.contains(day)) continue;
        if (facts.sent.contains(source.substr(0, kSourceOfRedrive))) continue;
        plan.pieces.push_back({kInbox,
                               "source=" + literal(source) + " AND day=" + std::to_string(day) +
                                   " AND applied_us<" + std::to_string(plan.before_us) +
                                   nothing_held(),
                               kRows});
    }
}

// Each goes when it and all that it may speak of are old; open ones never do.
void add_evidence(const PruneFacts& facts, PrunePlan& plan, int64_t keep_days) {
    constexpr int64_t kDaysOfYear = 366;
    const int64_t days = std::max(keep_days, facts.evidence_years * kDaysOfYear);
    const int64_t before_us = facts.now_us - days * kDayUs;
    plan.pieces.push_back({kAudit, fmt::format("at_us<{} ORDER BY at_us", before_us), kRows});
    plan.pieces.push_back(
        {kGlass,
         fmt::format("countersigned_us>0 AND countersigned_us<{} ORDER BY countersigned_us",
                     before_us),
         kRows});
    // Behind the glass: that names its approval.
    plan.pieces.push_back(
        {kApprovals,
         fmt::format("asked_us<{} AND NOT EXISTS (SELECT 1 FROM broken_glass g WHERE "
                     "g.approval=approvals.id) ORDER BY id",
                     before_us),
         kRows});
}

// A parked event may be redriven, so the days of one stay.
std::string days_that_go(const PrunePlan& plan) {
    std::string days = fmt::format("day<{}", plan.before_day);
    if (!plan.kept.empty()) days += fmt::format(" AND day NOT IN ({})", fmt::join(plan.kept, ","));
    return days;
}

// No index knows when they were settled. The primary key begins with a digest, over whose first
// byte they are spread evenly: no statement looks at more than a 256th of them.
void add_settled(PrunePlan& plan) {
    const std::string days = days_that_go(plan);
    for (int byte = 0; byte < 256; ++byte) {
        const std::string end =
            byte == 255 ? "" : fmt::format(" AND digest<UNHEX('{:02X}')", byte + 1);
        plan.pieces.push_back(
            {kSettled,
             fmt::format("digest>=UNHEX('{:02X}'){} AND settled_us<{} AND {} ORDER BY "
                         "digest,settled_us",
                         byte, end, plan.before_us, days),
             kRowsWithBodies});
    }
}

}  // namespace

std::string problem_of_keep_days(int64_t keep_days) {
    if (keep_days >= kKeepDaysMin && keep_days <= kKeepDaysMax) return {};
    return fmt::format(
        "keep-days: must be {} to {}, not {}: events of {} days may still come again from the "
        "stream",
        kKeepDaysMin, kKeepDaysMax, keep_days, events::topology::kJournalDays);
}

Result<PrunePlan> plan_prune(const PruneFacts& facts, int64_t keep_days) {
    base::must(problem_of_keep_days(keep_days).empty());
    PrunePlan plan;
    plan.before_us = facts.now_us - keep_days * kDayUs;
    const uint32_t today = india_day(facts.now_us);
    // After a long rest the day that is still open is the one that counts: it is still compared.
    const uint32_t from = facts.open_day == 0 ? today : std::min(today, facts.open_day);
    plan.before_day = days_before(from, keep_days);
    if (plan.before_day == 0) {
        return Error{Errc::Invalid,
                     "day: the open one is no date: " + std::to_string(facts.open_day)};
    }
    for (const uint32_t day : facts.parked) {
        if (day != 0 && day < plan.before_day) plan.kept.insert(day);  // 0: not readable
    }
    plan.inbox_kept = facts.held;
    add_notices(plan);
    add_inbox(facts, plan);
    add_settled(plan);
    plan.pieces.push_back(
        {kLetters, fmt::format("discarded_us<{} ORDER BY id", plan.before_us), kRowsWithBodies});
    // Behind a pause or a gap the number of such an order may still come.
    if (!facts.held) {
        plan.pieces.push_back(
            {kNames, days_that_go(plan) + nothing_held() + " ORDER BY day", kRows});
    }
    add_evidence(facts, plan, keep_days);
    return plan;
}

}  // namespace ctl
