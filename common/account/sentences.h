#pragma once

#include <span>
#include <string>
#include <string_view>

namespace account {

// What a customer reads for a reason of ours. Reasons name a field first, for programs; the table
// behind these functions is the only place that turns one into a sentence. Pure.
//
// A text that is none of ours comes from an exchange: "The exchange answered: RMS limit."
std::string sentence_of(std::string_view reason);

// Whether an exchange has said it, and not we.
bool comes_from_exchange(std::string_view reason);

// The table: a `{}` in `reason` stands for any text, and the sentence's n-th `{}` for the n-th.
struct Sentence {
    std::string_view reason;
    std::string_view sentence;
    bool from_exchange = false;
};
std::span<const Sentence> sentences();

}  // namespace account
