#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace fix {

// Of which day the message numbers of a session are. An exchange begins them anew each morning, or
// goes on with yesterday's: which, the first logon of the day tells. So numbers that are lower than
// expected are the beginning of a day where the day has begun since a message passed under a
// number, and else a counterparty that has lost its own. Any thread.
class NumberDay {
  public:
    using Clock = std::function<int64_t()>;  // microseconds since the Unix epoch
    // Kept in the file `path`; one that cannot be written is as if no message had passed since.
    // `begins_s`: second of the counterparty's day, by its clock `utc_offset_s` ahead of UTC.
    NumberDay(std::string path, int begins_s, int utc_offset_s, Clock clock);

    // A message has passed that is none of an earlier day's.
    void on_message();
    // False, too, where nothing is known of an earlier day.
    bool has_begun() const;

    // Days since the Unix epoch. Pure.
    static int64_t day_of(int64_t now_us, int begins_s, int utc_offset_s);

  private:
    int64_t today() const;

    const std::string path_;
    const int begins_s_;
    const int utc_offset_s_;
    const Clock clock_;
    std::atomic<int64_t> known_{0};  // the day of the last message; 0: none
};

// Whether the end of a connection says that message numbers are lower than expected on our side, or
// too high on the other: "MsgSeqNum too low, expecting 120 but received 3" of ours, "counterparty:
// MsgSeqNum too high" of theirs. Pure.
bool begins_numbers_anew(const std::string& why);

}  // namespace fix
