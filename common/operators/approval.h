#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/audit/person.h"
#include "common/base/result.h"

namespace operators {

// The rule of what takes two persons: one asks, another approves, then it is done once. Pure.

// In the order of the ENUM column of schemas/sql/0020_identity.sql. `Begun`: it is being done;
// where that was cut off, the same command finishes it.
enum class ApprovalState { Waiting, Approved, Begun, Done, Refused, Withdrawn };
inline constexpr std::array<std::string_view, 6> kApprovalStateNames{
    "waiting", "approved", "begun", "done", "refused", "withdrawn"};
constexpr std::string_view name_of(ApprovalState state) {
    return kApprovalStateNames[static_cast<size_t>(state)];
}

// A yes for this hour is none for the next: who approves has seen how things stand.
inline constexpr int64_t kApprovalLivesUs = 3'600'000'000;
inline constexpr size_t kWhatBytesMax = 8192;
inline constexpr size_t kShownBytesMax = 60'000;

// What is to be done. The same act, typed by whomever, gives the same `action` and `what`.
struct Act {
    std::string action;  // as in the audit: "gap accept"
    std::string what;    // a JSON object: all that decides what would be done, no personal data
    std::string why;     // of who asks for it
    // What it is about, as a path: "books 20260803/parked message A1B2". Empty: no other act can be
    // about the same.
    std::string subject = {};
    // A JSON object: what another person must see besides `what` before he agrees, the text of a
    // message, how many it reaches now. It makes no act another one. Addresses masked.
    std::string shown = "{}";
};

// Whether two acts contradict each other: they are not the same, and one is about what the other
// is about or about a part of it.
bool contradict(const Act& one, const Act& other);

struct Approval {
    int64_t id = 0;
    Act act;
    audit::Person asked;
    int64_t asked_us = 0;
    audit::Person decided;  // "" as its name: nobody yet
    int64_t decided_us = 0;
    ApprovalState state{};
    bool alone = false;  // one person was enough
    std::string decided_why;
};

// "17 (parked redrive edited, waiting, asked for by Ravi)", several with commas.
std::string names_of(const std::vector<Approval>& all);

// Whether it still counts: neither ended nor too old.
bool is_open(const Approval& approval, int64_t now_us);

enum class Step {
    Ask,      // nobody has asked yet
    Wait,     // another person is needed
    Approve,  // this is the other person: do it
    GoOn      // two have agreed: do it
};
// What the act comes to when `me` gives its command; `open`: the approval of the same act that is
// open, where there is one.
Step next_step(const std::optional<Approval>& open, const audit::Person& me);

// Who may agree to it, as a sentence begins: who has shown no token proves to be another one by his
// OS user alone.
std::string who_agrees(const audit::Person& asked);
// What is to be done where nobody else has an OS user of his own, as a line that begins with its
// break; empty where a token was shown. `withdraw`: the command that takes the request back.
std::string where_all_are_one(const audit::Person& asked, const std::string& withdraw);

enum class Decision { Approve, Refuse, Withdraw };

// Empty, or why `me` may not decide so about it: begins with a field. To approve and to refuse is
// for another person, to withdraw for who asked. What is approved may be approved again. `alone`:
// one person is enough, so who asked may do both.
std::string problem_of(const Approval& approval, Decision decision, const audit::Person& me,
                       bool alone, int64_t now_us);

}  // namespace operators
