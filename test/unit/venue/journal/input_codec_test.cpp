#include "producers/venue/journal/input_codec.h"

#include <doctest/doctest.h>

#include <vector>

using venue::Bust, venue::Cancel, venue::CancelSession, venue::Correct, venue::decode,
    venue::encode;
using venue::FreezeConfirm;
using venue::FreezeRefuse, venue::InputBody, venue::InstrumentKey, venue::kInputBytesMax;
using venue::MassCancel, venue::NewOrder, venue::Phase, venue::Replace, venue::SetBand;
using venue::SetLastPrice, venue::SetPhase, venue::SetQuote, venue::Suspend, venue::Tick;

namespace {

const InstrumentKey kKey{events::Exchange::Bse, events::Segment::Fo, 4711};

std::vector<InputBody> one_of_each() {
    NewOrder order;
    order.client_order_id = "X1";
    order.account = "AA0000001";
    order.instrument = kKey;
    order.product = "MIS";
    order.side = events::Side::Sell;
    order.type = events::OrderType::StopLimit;
    order.validity = events::Validity::Ioc;
    order.quantity = 75;
    order.price = 123'450'000;
    order.trigger = 123'500'000;
    return {order,
            Cancel{"C1", {17, ""}},
            Replace{"R1", {0, "X1"}, 150, 1, 2},
            MassCancel{"K1", "AA0000001"},
            CancelSession{},
            FreezeConfirm{99},
            FreezeRefuse{99, "too large"},
            Bust{7, 0},
            Correct{7, 5, 100},
            SetPhase{3, Phase::PostClose},
            SetBand{kKey, 1, 2},
            Suspend{kKey, false},
            SetLastPrice{kKey, 5},
            SetQuote{kKey, 1, 2, 3},
            Tick{}};
}

std::string bytes_of(const InputBody& body) {
    std::string bytes;
    encode({1'785'695'400'000'000, 3, body}, bytes);
    return bytes;
}

}  // namespace

TEST_CASE("venue/journal: every kind of input comes back byte for byte") {
    const auto bodies = one_of_each();
    REQUIRE_EQ(bodies.size(), std::variant_size_v<InputBody>);
    for (size_t kind = 0; kind < bodies.size(); ++kind) {
        CAPTURE(kind);
        REQUIRE_EQ(bodies[kind].index(), kind);
        const std::string bytes = bytes_of(bodies[kind]);
        CHECK_LE(bytes.size(), kInputBytesMax);
        const auto input = decode(bytes);
        REQUIRE(input.has_value());
        CHECK_EQ(input->time_us, 1'785'695'400'000'000);
        CHECK_EQ(input->session, 3);
        CHECK_EQ(input->body.index(), kind);
        std::string again;
        encode(*input, again);
        CHECK_EQ(again, bytes);
    }
}

TEST_CASE("venue/journal: the fields of a new order stand where they were") {
    const auto input = decode(bytes_of(one_of_each()[0]));
    REQUIRE(input.has_value());
    const auto& order = std::get<NewOrder>(input->body);
    CHECK_EQ(order.client_order_id.view(), "X1");
    CHECK_EQ(order.account.view(), "AA0000001");
    CHECK(order.instrument == kKey);
    CHECK_EQ(order.side, events::Side::Sell);
    CHECK_EQ(order.type, events::OrderType::StopLimit);
    CHECK_EQ(order.validity, events::Validity::Ioc);
    CHECK_EQ(order.quantity, 75);
    CHECK_EQ(order.trigger, 123'500'000);
}

TEST_CASE("venue/journal: bytes that are no input are refused, wherever they end") {
    for (const InputBody& body : one_of_each()) {
        const std::string bytes = bytes_of(body);
        for (size_t size = 0; size < bytes.size(); ++size) {
            REQUIRE_FALSE(decode(bytes.substr(0, size)).has_value());
        }
        REQUIRE_FALSE(decode(bytes + "x").has_value());
    }
    std::string unknown = bytes_of(Tick{});
    unknown.back() = 99;
    CHECK_FALSE(decode(unknown).has_value());
}

TEST_CASE("venue/journal: an enum without a name is refused") {
    std::string phase = bytes_of(SetPhase{3, Phase::PostClose});
    phase[phase.size() - sizeof(Phase)] = 77;
    CHECK_FALSE(decode(phase).has_value());
}
