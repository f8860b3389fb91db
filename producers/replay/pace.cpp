#include "producers/replay/pace.h"

#include <algorithm>
#include <charconv>

namespace replay {

std::optional<Pace> Pace::parse(std::string_view text, int32_t partitions) {
    if (text == "max") return Pace{0};
    constexpr int64_t kMultipleMax = 1'000'000;
    int64_t multiple = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), multiple);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (multiple < 1 || multiple > kMultipleMax) return std::nullopt;
    Pace pace{multiple};
    pace.decoder_ = std::make_unique<events::Decoder>(partitions);
    return pace;
}

void Pace::wait_for(const journal::Record& record, uint32_t day, const StopFlag& stopping) {
    if (multiple_ == 0) return;
    const events::Batch batch = decoder_->decode(record.body, record.content_encoding);
    const auto first = std::find_if(batch.events.begin(), batch.events.end(),
                                    [day](const events::Event& event) { return event.day == day; });
    if (first == batch.events.end()) return;
    const int64_t us = first->exchange_time_us;
    if (!first_us_) {
        first_us_ = us;
        began_ = base::mono_now();
    }
    const base::MonoTime due_at = due(began_, *first_us_, us, multiple_);
    stopping.wait_us(due_at - base::mono_now());
}

}  // namespace replay
