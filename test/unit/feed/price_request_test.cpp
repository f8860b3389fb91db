#include "producers/feed/price_request.h"

#include <doctest/doctest.h>

using base::MonoTime;
using feed::PriceRequest;
using feed::refusal_of_request;

namespace {

constexpr int64_t kSecond = 1'000'000;

fix::Message message(const std::string& type, std::vector<fix::Tag> fields) {
    fix::Message message;
    message.type = type;
    message.fields = std::move(fields);
    return message;
}

// How long after a refusal, at 100 s, it is asked again.
int64_t wait_after_refusal(PriceRequest& request) {
    request.on_sent();
    request.on_refused("35=Y", MonoTime{100 * kSecond});
    int64_t wait = 0;
    while (!request.is_due(MonoTime{100 * kSecond + wait})) wait += kSecond;
    return wait / kSecond;
}

}  // namespace

TEST_CASE("feed/price_request: due after each logon, until it is sent") {
    PriceRequest request;
    CHECK_FALSE(request.is_due(MonoTime{kSecond}));
    request.on_logon(MonoTime{kSecond});
    CHECK(request.is_due(MonoTime{kSecond}));
    request.on_sent();
    CHECK_FALSE(request.is_due(MonoTime{100 * kSecond}));
    request.on_logon(MonoTime{kSecond});
    request.on_logout();
    CHECK_FALSE(request.is_due(MonoTime{100 * kSecond}));
}

TEST_CASE("feed/price_request: a refused one is due again and again, ever later, and is told") {
    PriceRequest request;
    request.on_logon(MonoTime{kSecond});
    std::vector<int64_t> waits;
    for (int i = 0; i < 9; ++i) waits.push_back(wait_after_refusal(request));
    CHECK(waits == std::vector<int64_t>{1, 2, 4, 8, 16, 32, 60, 60, 60});
    CHECK(request.refusal() == "35=Y");
    request.on_prices();
    CHECK(request.refusal().empty());
    CHECK(wait_after_refusal(request) == 1);
}

TEST_CASE("feed/price_request: 35=Y, 3 and j about V say that there will be no prices") {
    CHECK(refusal_of_request(message("Y", {{262, "p"}, {281, "3"}, {58, "no such feed"}})) ==
          "35=Y, reason 3: no such feed");
    CHECK(refusal_of_request(message("Y", {})) == "35=Y");
    CHECK(refusal_of_request(message("j", {{372, "V"}, {380, "6"}})) == "35=j, reason 6");
    CHECK(refusal_of_request(message("3", {{45, "2"}, {373, "11"}, {58, "bad"}})) ==
          "35=3, reason 11: bad");
    CHECK(refusal_of_request(message("3", {{372, "0"}})).empty());
    CHECK(refusal_of_request(message("B", {{58, "news"}})).empty());
}
