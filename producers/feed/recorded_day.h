#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "common/events/codec.h"
#include "producers/feed/day_reader.h"
#include "producers/feed/source.h"

namespace feed {

// A recorded day (docs/events.md) as a source. Its positions are line numbers.
class RecordedDay : public Source {
  public:
    RecordedDay(loop::Loop& loop, std::string path, int32_t partitions);

    void start(const From& from, std::function<void()> on_ready) override;
    [[nodiscard]] bool resumed() const override { return resumed_; }
    [[nodiscard]] Look look() override;
    [[nodiscard]] const Record& front() override { return record_; }
    void pop() override { have_record_ = false; }
    [[nodiscard]] std::string problem() const override { return problem_; }

  private:
    void on_lines(Lines lines);
    void compare_days();
    bool next_line(std::string_view& line);
    void parse(std::string_view line);

    loop::Loop& loop_;
    const std::string path_;
    events::Decoder decoder_;
    std::function<void()> on_ready_;
    std::unique_ptr<DayReader> reader_;
    std::deque<Lines> pieces_;
    size_t at_ = 0;  // in the first piece
    From from_;
    uint64_t skip_ = 0;
    bool resumed_ = false;
    bool compared_ = false;
    bool ended_ = false;
    std::string problem_;
    std::vector<char> scratch_;  // the line that is parsed in place
    Record record_;
    bool have_record_ = false;
};

}  // namespace feed
