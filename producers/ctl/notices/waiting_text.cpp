#include "producers/ctl/notices/waiting_text.h"

#include "producers/ctl/table.h"

namespace ctl {
namespace {

// A notifier speaks of its lanes every 10 s; see schemas/sql/0029_reasons.sql.
constexpr int64_t kSilentUs = 30'000'000;

// Without the date, where it is today's.
std::string moment(int64_t time_us, int64_t now_us) {
    const std::string text = india_time(time_us);
    return india_day(time_us) == india_day(now_us) ? text.substr(text.find(' ') + 1) : text;
}

std::string not_before(std::string why, int64_t time_us, int64_t now_us) {
    if (time_us <= now_us) return why;
    return why + (why.empty() ? "again " : ", ") + "not before " + moment(time_us, now_us);
}

std::string of_lane(const Waiting& waiting, int64_t now_us) {
    if (waiting.lane_seen_us == 0) return "no notifier has read its queue yet";
    if (now_us - waiting.lane_seen_us > kSilentUs) {
        return "no notifier has spoken of its queue since " + moment(waiting.lane_seen_us, now_us);
    }
    if (waiting.lane_why.empty()) return "in its queue";
    return not_before(waiting.lane_why, waiting.lane_until_us, now_us);
}

}  // namespace

std::string waiting_text(const Waiting& waiting, int64_t now_us) {
    if (waiting.state == notices::State::Waiting) return "the relay has not published it yet";
    if (waiting.state != notices::State::Queued) return {};
    if (waiting.due_us > now_us) return not_before(waiting.why, waiting.due_us, now_us);
    return of_lane(waiting, now_us);
}

}  // namespace ctl
