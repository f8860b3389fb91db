#include "common/fix/number_refusal.h"

#include <algorithm>
#include <cctype>

namespace fix {
namespace {

// A counterparty that says more would use up the numbers of our side.
constexpr int64_t kNumberMax = 1000000000;
// No counterparty loses so many messages and goes on with the rest.
constexpr int64_t kFarBelow = 1000;
// So many a counterparty that has begun anew may have counted of a logon or two that were refused.
constexpr int64_t kFirstFew = 10;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// The first number of the text behind the first `word`; 0: there is none.
int64_t number_behind(const std::string& text, const char* word) {
    size_t at = text.find(word);
    while (at < text.size() && !is_digit(text[at])) ++at;
    int64_t number = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        number = number * 10 + (text[at] - '0');
        if (number > kNumberMax) return 0;
    }
    return number;
}

bool is_far_below(int64_t received, int64_t expected) {
    return 2 * received <= expected || expected - received >= kFarBelow;
}

Renumbering follow_theirs(const NumberRefusal& refusal) {
    Renumbering next;
    if (refusal.received < 1) return next;
    next.lost = true;
    next.anew = is_far_below(refusal.received, refusal.expected);
    if (!next.anew) next.theirs = refusal.received;
    return next;
}

// One that names no number has none of ours.
Renumbering follow_too_high(int64_t expected, const LogonNumbers& numbers) {
    Renumbering next;
    next.ours = std::max<int64_t>(1, expected);
    next.lost = next.ours < numbers.ours_used;
    const bool theirs_low =
        numbers.theirs_said > 0 && numbers.theirs_said < numbers.theirs_expected;
    if (next.ours == 1 && numbers.before_reset == 0 && (theirs_low || numbers.day_has_begun)) {
        next.anew = true;
        next.ours = 0;
    }
    return next;
}

Renumbering follow_too_low(int64_t expected, const LogonNumbers& numbers) {
    Renumbering next;
    // It may have counted the refused logon and our answer to the refusal, or not.
    if (expected > numbers.ours_next) next.ours = expected;
    if (numbers.before_reset == 0 || expected <= kFirstFew) return next;
    if (is_far_below(expected, numbers.before_reset)) return next;
    next.theirs = numbers.theirs_said;
    next.lost = true;
    return next;
}

}  // namespace

bool read_number_refusal(const std::string& why, NumberRefusal& refusal) {
    std::string text = why;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    const bool low = text.find("too low") != std::string::npos;
    const bool high = text.find("too high") != std::string::npos;
    if (low == high || text.find("seq") == std::string::npos) return false;
    refusal.of_theirs = text.rfind("counterparty:", 0) != 0;
    if (refusal.of_theirs && high) return false;  // then we ask for what is missing
    refusal.too_low = low;
    refusal.expected = number_behind(text, "expect");
    refusal.received = number_behind(text, "received");
    return true;
}

Renumbering follow(const NumberRefusal& refusal, const LogonNumbers& numbers) {
    if (refusal.of_theirs) return follow_theirs(refusal);
    return refusal.too_low ? follow_too_low(refusal.expected, numbers)
                           : follow_too_high(refusal.expected, numbers);
}

std::string text_of(const NumberRefusal& refusal) {
    const std::string expected = std::to_string(refusal.expected);
    const std::string received = std::to_string(refusal.received);
    if (refusal.of_theirs)
        return "its number is " + received + " where " + expected + " was expected";
    if (!refusal.too_low)
        return "it expects " + expected + " of us where " + received + " was next";
    return "it goes on with our number " + expected + ", and has begun its own anew";
}

}  // namespace fix
