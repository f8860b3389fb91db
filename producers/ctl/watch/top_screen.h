#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctl {

enum class Tone { Plain, Strong, Alarm };

// A line of the screen, without control codes: how it is shown is the terminal's part.
struct Line {
    std::string text;  // UTF-8
    Tone tone = Tone::Plain;
};

// The lines of one frame, from its top: at most `height` of at most `width` characters, the last
// one for the keys.
class Screen {
  public:
    Screen(size_t width, size_t height) : width_{width}, height_{height} {}

    [[nodiscard]] size_t height() const { return height_; }
    // So many lines are for what is added later.
    void keep(size_t lines) { kept_ = lines; }
    // Lines that are left above those and the one for the keys.
    [[nodiscard]] size_t room() const;
    // How many lines the text takes.
    [[nodiscard]] size_t lines_of(std::string_view text) const;
    // A text that is longer than the screen is wide goes on below, for at most `lines_max` lines
    // and as far as there is room; what is cut ends with " …". Whether it is there as a whole.
    bool add(std::string_view text, Tone tone = Tone::Plain, size_t lines_max = SIZE_MAX);
    // Whether it has room, and `others` lines below it.
    [[nodiscard]] bool fits(std::string_view text, size_t others) const {
        return lines_of(text) + others <= room();
    }
    std::vector<Line> end(std::string_view keys);

  private:
    const size_t width_;
    const size_t height_;
    size_t kept_ = 0;
    std::vector<Line> lines_;
};

}  // namespace ctl
