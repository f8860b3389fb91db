// Random good fills of FIX 4.2 and 4.4 with random other fields: each is booked for its quantity
// and price.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "test/unit/reports/wire_report.h"
#include "test/unit/seed.h"

namespace {

class RandomReports {
  public:
    explicit RandomReports(uint64_t seed) : random_{seed} {}

    uint64_t below(uint64_t count) { return random_() % count; }

    std::string text() {
        static constexpr std::string_view kCharacters =
            "0123456789ABCXYZabcxyz .,-+|=/\\\"'<>~\x7F\xC3\xA9";
        std::string text;
        for (uint64_t left = below(12); left > 0; --left) {
            text.push_back(kCharacters[below(kCharacters.size())]);
        }
        return text;
    }

    // Zeros that say nothing.
    std::string dressed(std::string digits) {
        if (below(3) == 0) digits.insert(0, below(3), '0');
        if (below(2) == 0) {
            if (digits.find('.') == std::string::npos) digits.push_back('.');
            digits.append(below(9), '0');
        }
        return digits;
    }

    // Any field that no position needs, with anything in it; data among them.
    void add_something(WireReport& report) {
        constexpr int kSpare[] = {6,   13,  14,  15,  18,  21,  38,  39,   40,   44,   47,  58,
                                  59,  60,  63,  64,  75,  76,  99,  103,  106,  107,  110, 111,
                                  126, 151, 200, 202, 205, 210, 211, 218,  381,  388,  424, 432,
                                  528, 529, 568, 582, 636, 797, 851, 9301, 9302, 20000};
        const std::string value = text();
        if (below(6) == 0) {
            const std::string inner = value +
                                      "\x01"
                                      "32=7500\x01"
                                      "31=1\x01"
                                      "54=8\x01" +
                                      text();
            constexpr int kLengths[] = {95, 348, 350, 352, 354, 356, 358, 360, 362, 364, 445, 618};
            const int length = kLengths[below(std::size(kLengths))];
            report.put_first(length + 1, inner).put_first(length, std::to_string(inner.size()));
            return;
        }
        const int number = kSpare[below(std::size(kSpare))];
        // Two products are a contradiction, one that is none says nothing.
        const bool product = number == report.dialect.product_tag;
        if (below(2) == 0 || product) {
            report.set(number, value);
        } else {
            report.put_first(number, value);
        }
    }

    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("reports/wire_fuzz: a good fill with anything else in it is booked, quantity and price") {
    constexpr const char* kBuys[] = {"1", "3"};
    constexpr const char* kSells[] = {"2", "4", "5", "6"};
    const auto [first, last] = seeds(10'000);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        RandomReports random{seed};
        WireReport report{random.below(2) == 0};
        const int64_t quantity = 1 + static_cast<int64_t>(random.below(1'000'000));
        const int64_t price = 1 + static_cast<int64_t>(random.below(90'000'000));
        std::string decimal;
        base::append_price(decimal, price);
        const bool buy = random.below(2) == 0;
        report.set(54, buy ? kBuys[random.below(2)] : kSells[random.below(4)]);
        report.set(32, random.dressed(std::to_string(quantity))).set(31, random.dressed(decimal));
        for (uint64_t left = random.below(8); left > 0; --left) random.add_something(report);
        const auto out = report.map();
        const std::string text = report.text();
        CAPTURE(text);
        REQUIRE(out.refusal == "");
        REQUIRE(out.events.trade);
        REQUIRE(out.events.order);
        REQUIRE(out.trade().quantity == quantity);
        REQUIRE(out.trade().price == price);
        REQUIRE((out.trade().side == events::Side::Buy) == buy);
    }
}
