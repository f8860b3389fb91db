#include "producers/feed/recorded_day.h"

#include <cstring>
#include <variant>

#include "common/events/command.h"

namespace feed {
namespace {

constexpr int kPiecesAhead = 3;

}  // namespace

RecordedDay::RecordedDay(loop::Loop& loop, std::string path, int32_t partitions)
    : loop_{loop}, path_{std::move(path)}, decoder_{partitions} {}

void RecordedDay::start(const From& from, std::function<void()> on_ready) {
    on_ready_ = std::move(on_ready);
    from_ = from;
    reader_ = std::make_unique<DayReader>(loop_, path_,
                                          [this](Lines lines) { on_lines(std::move(lines)); });
    for (int i = 0; i < kPiecesAhead; ++i) reader_->grant();
}

void RecordedDay::on_lines(Lines lines) {
    if (lines.last) {
        ended_ = true;
        problem_ = lines.problem;
    }
    pieces_.push_back(std::move(lines));
    on_ready_();
}

// A checkpoint of another day says nothing about this one: its first good line tells which day this
// is.
void RecordedDay::compare_days() {
    if (compared_ || pieces_.empty()) return;
    compared_ = true;
    const auto& text = pieces_.front().text;
    std::string_view rest{text.data(), text.size()};
    while (!rest.empty()) {
        const size_t end = rest.find('\n');
        parse(rest.substr(0, end));
        if (record_.refusal.empty()) break;
        rest.remove_prefix(end + 1);
    }
    resumed_ = record_.refusal.empty() && from_.day == record_.event.day;
    if (resumed_) skip_ = from_.position;
}

bool RecordedDay::next_line(std::string_view& line) {
    while (!pieces_.empty()) {
        const auto& text = pieces_.front().text;
        if (at_ < text.size()) {
            const char* begin = text.data() + at_;
            const auto* end = static_cast<const char*>(std::memchr(begin, '\n', text.size() - at_));
            base::must(end != nullptr);
            line = {begin, static_cast<size_t>(end - begin)};
            at_ += line.size() + 1;
            return true;
        }
        pieces_.pop_front();
        at_ = 0;
        reader_->grant();
    }
    return false;
}

void RecordedDay::parse(std::string_view line) {
    scratch_.reserve(line.size() + events::kReadAheadBytes);
    scratch_.assign(line.begin(), line.end());
    scratch_.push_back('\0');
    record_.text = line;
    record_.refusal.clear();
    auto event = decoder_.decode_recorded({scratch_.data(), line.size()});
    if (event.ok()) {
        record_.event = event.value();
        record_.own =
            std::visit([](const auto& body) { return events::is_own(body.client_order_id); },
                       record_.event.body);
    } else {
        record_.refusal = event.error().what;
    }
}

Source::Look RecordedDay::look() {
    if (have_record_) return Look::Ready;
    compare_days();
    std::string_view line;
    while (next_line(line)) {
        if (skip_ > 0) {
            --skip_;
            continue;
        }
        parse(line);
        have_record_ = true;
        return Look::Ready;
    }
    if (!ended_) return Look::NotYet;
    if (problem_.empty() && skip_ > 0) {
        problem_ = path_ + ": ends " + std::to_string(skip_) + " records before the checkpoint";
    }
    return problem_.empty() ? Look::Ended : Look::Failed;
}

}  // namespace feed
