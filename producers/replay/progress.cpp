#include "producers/replay/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "common/base/clock.h"

namespace replay {
namespace {

constexpr int64_t kQuietUs = 2'000'000;
constexpr int64_t kRedrawUs = 200'000;
constexpr int64_t kPlainLineUs = 5'000'000;
constexpr int kBarWidth = 30;

}  // namespace

std::string progress_text(int64_t done, int64_t first, std::optional<int64_t> last, int64_t events,
                          int64_t took_us) {
    took_us = std::max<int64_t>(took_us, 1);
    const std::string counted =
        fmt::format("{} events, {}/s", events, events * base::kSecondUs / took_us);
    if (!last || *last < first) return counted;
    const int64_t all = *last - first + 1;
    const int64_t read = std::clamp<int64_t>(done - first + 1, 1, all);
    const auto filled = static_cast<size_t>(read * kBarWidth / all);
    return fmt::format("[{}{}] {}% {}, {} s left", std::string(filled, '#'),
                       std::string(kBarWidth - filled, '.'), read * 100 / all, counted,
                       took_us / read * (all - read) / base::kSecondUs);
}

Progress::Progress(int64_t first, std::function<std::optional<int64_t>()> last,
                   std::function<int64_t()> events)
    : first_{first},
      last_{std::move(last)},
      events_{std::move(events)},
      terminal_{isatty(STDERR_FILENO) != 0},
      began_{base::mono_now()},
      shown_{began_} {}

Progress::~Progress() {
    if (drawn_ && terminal_) std::fputc('\n', stderr);
}

void Progress::at(int64_t offset) {
    const base::MonoTime now = base::mono_now();
    if (now - began_ < kQuietUs || now - shown_ < (terminal_ ? kRedrawUs : kPlainLineUs)) return;
    shown_ = now;
    drawn_ = true;
    const std::string text = progress_text(offset, first_, last_(), events_(), now - began_);
    std::fprintf(stderr, terminal_ ? "\r%s\033[K" : "%s\n", text.c_str());
}

}  // namespace replay
