#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/events/field.h"

namespace events {

// Trading days of one message: each gets a copy of it in the archive.
inline constexpr size_t kBatchDaysMax = 100;

// One event as it stood in the text, before its rules are checked.
struct Reading {
    Draft draft;
    size_t begin = 0;  // of its JSON object, offset into the text
    size_t end = 0;
};

// Of a text with its zero byte behind it. To the reader a zero byte is the end: what stands behind
// another one would be dropped unseen.
bool has_zero_byte(std::string_view text);
inline constexpr std::string_view kZeroByte = "body: not JSON: has a zero byte";

// Reads JSON text in place (texts are unescaped where they stand) and hands each event out as its
// object closes. Numbers stay digits: nothing passes through a double.
class Reader {
  public:
    // Fields that are not wanted are passed over, whatever they hold.
    explicit Reader(FieldSet wanted = kAllFields) : wanted_{wanted} {}

    // `text` ends with a zero byte, has memory for kReadAheadBytes (packing.h) from there, and is
    // overwritten. `on_event` may keep views into it, not the Reading itself; `on_restart` takes
    // back what it has got: it gets all of it again. Returns why the text as a whole is no message,
    // empty when it is one.
    [[nodiscard]] std::string read(char* text, const std::function<void(Reading&)>& on_event,
                                   const std::function<void()>& on_restart);
    // After a text that is no message: what was read of it where it began as a single event; null
    // else. The last field may be cut, so what depends on it is marked as wrong.
    [[nodiscard]] Draft* cut_event() { return cut_ ? &reading_.draft : nullptr; }

  private:
    friend class Handler;

    std::string read_any(char* text, const std::function<void(Reading&)>& on_event);

    // The order of fields in the last event of each kind: senders hardly ever change it, so the
    // next name is guessed and confirmed by one comparison.
    std::vector<Field> learned_[2];
    FieldSet wanted_;
    Reading reading_;
    bool cut_ = false;
};

}  // namespace events
