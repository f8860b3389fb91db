#include "common/account/sentences.h"

#include <doctest/doctest.h>

#include <string>

namespace account {

TEST_CASE("account/sentences: every reason of ours has a sentence of its own words") {
    for (const Sentence& line : sentences()) {
        CAPTURE(line.reason);
        const std::string text = sentence_of(line.reason);
        CHECK_EQ(comes_from_exchange(line.reason), line.from_exchange);
        CHECK_FALSE(text.starts_with("The exchange answered"));
        CHECK((text.front() >= 'A' && text.front() <= 'Z'));
        CHECK(text.ends_with('.'));
        CHECK_EQ(text.find("_us"), std::string::npos);
        CHECK_LE(text.size(), 120);
    }
}

TEST_CASE("account/sentences: what a reason says of numbers is in the sentence") {
    CHECK_EQ(sentence_of("quantity: 22 are less than a lot of 65"),
             "The last 22 are less than one lot of 65.");
    CHECK_EQ(sentence_of("quantity: more than held (100)"),
             "The quantity is more than the 100 that you hold.");
    CHECK_EQ(sentence_of("quantity: 2 positions are meant, say which product: MIS 130, NRML 130"),
             "You hold this contract under 2 products. Please say which one: MIS 130, NRML 130.");
    CHECK_EQ(sentence_of("day: 20261127 is not the trading day, 20261128"),
             "The request was made for another trading day.");
}

TEST_CASE("account/sentences: what is none of ours comes from the exchange") {
    CHECK_EQ(sentence_of("16686 RISK"), "The exchange answered: 16686 RISK.");
    CHECK_EQ(sentence_of("Try again later."), "The exchange answered: Try again later.");
    CHECK_EQ(sentence_of(""), "");
    CHECK(comes_from_exchange("16686 RISK"));
    CHECK(comes_from_exchange("rejected by the exchange: RMS"));
    CHECK_EQ(sentence_of("rejected by the exchange: RMS"), "The exchange refused the order: RMS.");
    CHECK_FALSE(comes_from_exchange("nobody took it within the price limit"));
    CHECK_FALSE(comes_from_exchange(""));
    CHECK_LE(sentence_of(std::string(4'000, 'x')).size(), 130);
}

}  // namespace account
