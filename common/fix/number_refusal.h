#pragma once

#include <cstdint>
#include <string>

// What a logon that was refused for its message numbers says, and which numbers the next one is to
// have. Pure; means the same in C++14 and in C++20.
namespace fix {

struct NumberRefusal {
    bool of_theirs = false;  // we refused the counterparty's number; else it refused ours
    bool too_low = false;
    int64_t expected = 0;  // 0: not said, or no number that a session can count
    int64_t received = 0;  // the same
};

// "MsgSeqNum too low, expecting 120 but received 3" of ours, "counterparty: MsgSeqNum too high,
// expecting 1 but received 255" of theirs. False: `why` says nothing of numbers.
bool read_number_refusal(const std::string& why, NumberRefusal& refusal);

// What is known beside the refusal.
struct LogonNumbers {
    int64_t theirs_expected = 0;  // what we expected as their next
    int64_t theirs_said = 0;      // the number of the Logout that refused us; 0: there was none
    int64_t ours_next = 0;        // our next number now: the refused logon has used some
    int64_t ours_used = 0;        // and when we were last logged on, or as it was set since
    int64_t before_reset = 0;     // the same before both sides were set to 1; 0: they were not
    bool day_has_begun = false;   // see number_day.h
};

struct Renumbering {
    bool anew = false;   // both sides from 1
    int64_t theirs = 0;  // else: expect this; 0: as it is
    int64_t ours = 0;    // and send this; 0: as it is
    bool lost = false;   // the counterparty has forgotten numbers that were used
};

// Goes to what the counterparty says, whatever it is, so that no refusal lasts. Numbers far below
// those expected begin anew, a few below do not. Where both sides were set to 1 and the
// counterparty goes on with ours all the same, that is taken back.
Renumbering follow(const NumberRefusal& refusal, const LogonNumbers& numbers);

// For people: "its number is 3 where 120 was expected".
std::string text_of(const NumberRefusal& refusal);

}  // namespace fix
