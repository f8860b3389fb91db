#pragma once

#include <termios.h>

#include <string>
#include <vector>

#include "producers/ctl/watch/top_frame.h"

namespace ctl {

// Both ends of this process are a terminal.
bool is_terminal();

// The terminal as a screen of its own, without echo: what stood there before comes back with the
// destructor, also when SIGINT, SIGTERM or SIGHUP ended the view. Only one at a time, on the main
// thread, before other threads exist: those signals are blocked while it lives, and told by
// `wait`.
class Terminal {
  public:
    Terminal();
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    struct Size {
        size_t width = 80;
        size_t height = 24;
    };
    [[nodiscard]] static Size size();

    struct Happened {
        bool end = false;     // a signal asked for it, or the terminal is gone
        bool resize = false;  // its size may be another one
        std::string keys;     // typed, at most 64
    };
    // Waits for a key or a signal, at most `timeout_ms`.
    [[nodiscard]] Happened wait(int timeout_ms) const;

    void show(const std::vector<Line>& lines) const;

  private:
    int signals_;  // a descriptor that tells of them
    bool colour_;
    termios before_{};
};

}  // namespace ctl
