#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "common/fix/message.h"

namespace fix {

// Of which day the message numbers of a session are. An exchange begins them anew each morning, or
// goes on with yesterday's: which, the first logon of the day tells. So numbers that begin anew are
// the beginning of a day where the day has begun since the counterparty sent anything of its day,
// and else a counterparty that has lost its own. Any thread.
//
// What we send says nothing of it: a question of ours may go out under yesterday's numbers before
// the exchange's morning. Nor does an answer to one. Where nothing has ever passed, either way, as
// at an exchange where nobody of ours trades, numbers that begin anew have lost nothing.
class NumberDay {
  public:
    using Clock = std::function<int64_t()>;  // microseconds since the Unix epoch
    // Kept in the file `path`; one that cannot be written is as if no message had passed since.
    // `begins_s`: second of the counterparty's day, by its clock `utc_offset_s` ahead of UTC.
    // `numbered`: the session has numbers of an earlier start.
    NumberDay(std::string path, int begins_s, int utc_offset_s, bool numbered, Clock clock);

    // A message of the counterparty has passed.
    void on_message(const Message& message);
    // One of ours goes out.
    void on_sent();
    // False, too, where the numbers are older than what is known of their day.
    bool has_begun() const;
    // Since the session's first number, in either direction.
    bool nothing_has_passed() const;

    // Days since the Unix epoch. Pure.
    static int64_t day_of(int64_t now_us, int begins_s, int utc_offset_s);
    // The same of the day that a message tells of: by 75, else 60, else 52; 0: it tells of none, as
    // a repetition, a reject (35=3, j) or the answer to a status request (150=I). Pure.
    static int64_t day_of(const Message& message, int utc_offset_s);

  private:
    int64_t today() const;
    void set(int64_t day);
    void something_passes();

    const std::string path_;
    const int begins_s_;
    const int utc_offset_s_;
    const Clock clock_;
    // The day of the last message that told of its day; kNothingPassed; 0: not known.
    std::atomic<int64_t> known_{0};
};

}  // namespace fix
