#include "common/overview/service_page.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/overview/exposition.h"

namespace overview {
namespace {

constexpr std::string_view kEvents = "backstop_ledger_events_total";
constexpr std::string_view kHeld = "backstop_ledger_held_events";
constexpr std::string_view kGap = "backstop_ledger_gap_seconds";
constexpr std::string_view kOrdersLoggedOn = "backstop_gateway_logged_on";
constexpr std::string_view kCopyLoggedOn = "backstop_feed_exchange_logged_on";
constexpr std::string_view kCopySilence = "backstop_feed_exchange_silence_seconds";
constexpr std::string_view kCompared = "backstop_reconciler_last_compared_seconds";
constexpr size_t kReasonBytesMax = 200;

std::optional<int64_t> partition_of(const Sample& sample) {
    const auto label = sample.labels.find("partition");
    if (label == sample.labels.end()) return std::nullopt;
    int64_t number = 0;
    const std::string& digits = label->second;
    const auto end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, number).ptr != end) return std::nullopt;
    return number;
}

int64_t whole(const Sample& sample) { return sample.millionths / 1'000'000; }

void add_ledger(const Sample& sample, ServiceAnswers& answers) {
    const auto number = partition_of(sample);
    if (!number) return;
    LedgerWork& work = answers.partitions[*number];
    if (sample.name == kEvents) work.done += whole(sample);
    if (sample.name == kHeld) work.held = whole(sample);
    if (sample.name == kGap) work.gap_us = sample.millionths;
}

// Of the partitions; the exchange's totals have a part of their own.
void add_reconciler(const Sample& sample, ServiceAnswers& answers) {
    const auto part = sample.labels.find("part");
    if (part == sample.labels.end() || part->second != "journal") return;
    answers.comparing_us = sample.millionths;
}

// A gateway has several sessions, a feed one: it bears the service's name.
void add_session(const Sample& sample, ServiceAnswers& answers) {
    using verdict::Session;
    const bool orders = sample.name == kOrdersLoggedOn;
    const auto label = sample.labels.find("session");
    if (orders && label == sample.labels.end()) return;
    const std::string& name = orders ? label->second : answers.service.name;
    auto found = std::ranges::find(answers.sessions, name, &Session::name);
    if (found == answers.sessions.end()) {
        const auto kind = orders ? Session::Kind::Orders : Session::Kind::DropCopy;
        found = answers.sessions.insert(found, Session{.name = name, .kind = kind});
    }
    if (sample.name == kCopySilence) {
        found->silent_us = sample.millionths;
    } else {
        found->logged_on = sample.millionths != 0;
    }
}

// At most kReasonBytesMax, and no part of a letter (UTF-8).
std::string_view cut(std::string_view text) {
    if (text.size() <= kReasonBytesMax) return text;
    size_t end = kReasonBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end);
}

}  // namespace

std::vector<std::string> read_reasons(std::string_view body) {
    std::vector<std::string> reasons;
    while (!body.empty() && reasons.size() < kReasonsMax) {
        const std::string_view line = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(line.size() + 1, body.size()));
        if (!line.empty()) reasons.emplace_back(cut(line));
    }
    return reasons;
}

void read_metrics(std::string_view page, ServiceAnswers& answers) {
    for (const Sample& sample : read_exposition(page, {kEvents, kHeld, kGap, kOrdersLoggedOn,
                                                       kCopyLoggedOn, kCopySilence, kCompared})) {
        const bool ledger = sample.name == kEvents || sample.name == kHeld || sample.name == kGap;
        if (sample.name == kCompared) {
            add_reconciler(sample, answers);
        } else if (ledger) {
            add_ledger(sample, answers);
        } else {
            add_session(sample, answers);
        }
    }
}

}  // namespace overview
