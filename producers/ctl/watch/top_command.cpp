#include "producers/ctl/watch/top_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <future>
#include <optional>

#include "common/base/clock.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/page.h"
#include "producers/ctl/watch/overview_text.h"
#include "producers/ctl/watch/terminal.h"
#include "producers/ctl/watch/top_frame.h"

namespace ctl {
namespace {

using overview::Overview;

constexpr int64_t kRefreshUs = 1'000'000;
constexpr int kLookMs = 50;  // whether a reading that is under way has come

// Readings, a second apart, on a thread of their own: a source that hangs must not keep the keys
// waiting.
class Readings {
  public:
    explicit Readings(overview::Reader& reader) : reader_{reader} {}

    // Begins a reading where it is time for one.
    void begin(int64_t now_us) {
        if (running_.valid() || now_us < next_us_) return;
        next_us_ = now_us + kRefreshUs;
        running_ = std::async(std::launch::async, [this] { return reader_.read(); });
    }
    // That of the last one, once.
    std::optional<Overview> take() {
        const auto now = std::chrono::seconds{0};
        if (!running_.valid() || running_.wait_for(now) != std::future_status::ready) return {};
        return running_.get();
    }
    // How long there is nothing to do but to wait for keys.
    [[nodiscard]] int wait_ms(int64_t now_us) const {
        if (running_.valid()) return kLookMs;
        return static_cast<int>(std::clamp<int64_t>((next_us_ - now_us) / 1000 + 1, 1, 1000));
    }

  private:
    overview::Reader& reader_;
    std::future<Overview> running_;
    int64_t next_us_ = 0;
};

int print_once(const OverviewOptions& options) {
    constexpr size_t kLinesMax = 1000;
    const Overview overview = settled(*overview_reader(options.config));
    if (options.json) {
        fmt::print("{}\n", status_json(overview));
        return kDone;
    }
    History history;
    history.add(overview);
    constexpr size_t kAnyWidth = 10'000;  // of a pipe
    const size_t width = page_width() == 0 ? kAnyWidth : page_width();
    auto lines = frame(overview, history, {}, width, kLinesMax);
    lines.pop_back();  // nobody types
    for (const Line& line : lines) fmt::print("{}\n", line.text);
    return kDone;
}

int64_t monotonic_us() { return base::mono_now().us; }

// Returns the exit code: q is the end of it, a signal stops it.
int run(overview::Reader& reader) {
    Readings readings{reader};
    History history;
    std::optional<Overview> shown;
    View view;
    const Terminal terminal;
    const auto draw = [&] {
        const Terminal::Size size = Terminal::size();
        terminal.show(shown ? frame(*shown, history, view, size.width, size.height)
                            : first_frame(size.width, size.height));
    };
    draw();
    for (bool go_on = true; go_on;) {
        readings.begin(monotonic_us());
        const Terminal::Happened happened = terminal.wait(readings.wait_ms(monotonic_us()));
        if (happened.end) return kStopped;
        for (const char key : happened.keys) go_on = apply_key(view, key) && go_on;
        auto fresh = readings.take();
        if (fresh) {
            history.add(*fresh);
            shown = std::move(*fresh);
        }
        if (!fresh && happened.keys.empty() && !happened.resize) continue;
        draw();
    }
    return kDone;
}

}  // namespace

int show_top(const OverviewOptions& options) {
    if (options.once || options.json || !is_terminal()) return print_once(options);
    return run(*overview_reader(options.config));
}

}  // namespace ctl
