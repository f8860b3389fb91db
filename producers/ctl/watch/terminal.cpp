#include "producers/ctl/watch/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "common/base/must.h"

namespace ctl {
namespace {

constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";  // a screen of our own, no cursor
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";

sigset_t our_signals() {
    sigset_t set{};
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) sigaddset(&set, number);
    return set;
}

void write_all(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno != EINTR) return;  // the terminal is gone: the next wait tells
        if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    }
}

std::string_view code_of(Tone tone) {
    if (tone == Tone::Strong) return "\x1b[1m";
    return tone == Tone::Alarm ? "\x1b[31m" : "";
}

}  // namespace

bool is_terminal() { return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1; }

Terminal::Terminal() {
    // https://no-color.org: any text but the empty one.
    const char* const no_colour = std::getenv("NO_COLOR");
    colour_ = no_colour == nullptr || *no_colour == '\0';
    const sigset_t set = our_signals();
    base::must(sigprocmask(SIG_BLOCK, &set, nullptr) == 0);
    signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    base::must(signals_ >= 0);
    base::must(tcgetattr(STDIN_FILENO, &before_) == 0);
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE;  // stopped, it would leave the screen as it is
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    write_all(kEnter);
}

Terminal::~Terminal() {
    write_all(kLeave);
    tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    close(signals_);  // the signals stay blocked: the process is about to end
}

Terminal::Size Terminal::size() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
    return {size.ws_col, size.ws_row};
}

Terminal::Happened Terminal::wait(int timeout_ms) const {
    std::array<pollfd, 2> watched{{{STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}}};
    Happened happened;
    if (poll(watched.data(), watched.size(), timeout_ms) <= 0) return happened;
    signalfd_siginfo info{};
    while (read(signals_, &info, sizeof info) == sizeof info) {
        (info.ssi_signo == SIGWINCH ? happened.resize : happened.end) = true;
    }
    if (watched[0].revents == 0) return happened;
    std::array<char, 64> keys{};
    const ssize_t count = read(STDIN_FILENO, keys.data(), keys.size());
    if (count <= 0) happened.end = true;  // it was readable, and nothing is there: hung up
    if (count > 0) happened.keys.assign(keys.data(), static_cast<size_t>(count));
    return happened;
}

void Terminal::show(const std::vector<Line>& lines) const {
    std::string text = "\x1b[H";
    for (size_t i = 0; i < lines.size(); ++i) {
        const std::string_view code = colour_ ? code_of(lines[i].tone) : "";
        if (i > 0) text += "\r\n";
        text.append(code).append(lines[i].text);
        if (!code.empty()) text += "\x1b[0m";
        text += "\x1b[K";
    }
    write_all(text + "\x1b[J");
}

}  // namespace ctl
