#include "progress.h"

#include <fmt/format.h>

#include <cstdio>

namespace daygen {

Progress::Progress(int64_t all) : all_{all}, started_{std::chrono::steady_clock::now()} {}

void Progress::reached(int64_t done) {
    if (done < next_look_) return;
    next_look_ = done + 65'536;
    if (seconds() >= next_report_s_) report(done);
}

double Progress::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

void Progress::report(int64_t done) {
    next_report_s_ = seconds() + 1.0;
    fmt::print(stderr, "  {:>12} of {} events ({} %)\n", done, all_, done * 100 / all_);
}

}  // namespace daygen
