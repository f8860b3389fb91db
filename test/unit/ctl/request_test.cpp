#include "producers/ctl/exits/request.h"

#include <doctest/doctest.h>

using ctl::Request;

namespace {

const ctl::Setting kSetting{"asha", 20260803, 3, 1'785'728'700'000'000, 42};

Request make_exit() {
    Request request;
    request.action = events::CommandAction::Exit;
    request.account = "AB1234";
    request.exchange = "NSE";
    request.segment = "FO";
    request.token = 53001;
    request.validity = "ioc";
    return request;
}

std::string reason(const Request& request) {
    const auto command = command_of(request, kSetting);
    return command.ok() ? "" : command.error().what;
}

site::SiteState site_in(site::State state) { return {state, 3, 1, "asha", "drill"}; }

}  // namespace

TEST_CASE("ctl/request: what was not typed comes from the surroundings") {
    const auto command = command_of(make_exit(), kSetting).value();
    CHECK(command.id == "ctl-1785728700000000-42");
    CHECK(command.who == "asha");
    CHECK(command.origin == events::CommandOrigin::System);
    CHECK(command.day == 20260803);
    CHECK(command.epoch == 3);
    CHECK(command.expires_us - command.issued_us == 60'000'000);
    CHECK(command.cancel_first);
}

TEST_CASE("ctl/request: evidence makes it a dealer's") {
    Request request = make_exit();
    request.evidence = "call 17";
    request.by = "ravi";
    const auto command = command_of(request, kSetting).value();
    CHECK(command.origin == events::CommandOrigin::Dealer);
    CHECK(command.who == "ravi");
}

TEST_CASE("ctl/request: a limit is read from its digits") {
    Request request = make_exit();
    request.limit = "101.35";
    CHECK(command_of(request, kSetting).value().price == 1'013'500);
    CHECK(command_of(request, kSetting).value().price_policy == events::PricePolicy::Limit);
    for (const char* wrong : {"x", "1e2", "1.00005", "1.", ".5", " 1"}) {
        request.limit = wrong;
        CHECK(reason(request) == "limit: must be a price in rupees with at most 4 decimals, not " +
                                     std::string{wrong});
    }
}

TEST_CASE("ctl/request: a mistake is told with its field") {
    const auto with = [](auto change) {
        Request request = make_exit();
        change(request);
        return reason(request);
    };
    CHECK(with([](Request& r) { r.exchange = "LSE"; }) ==
          "exchange: must be one of NSE, BSE, MCX, NCDEX, MSE, not LSE");
    CHECK(with([](Request& r) { r.validity = "gtc"; }) ==
          "validity: must be one of day, ioc, not gtc");
    CHECK(with([](Request& r) { r.token = -1; }) == "token: must be at least 1, not -1");
    CHECK(with([](Request& r) { r.token = 1LL << 40; }) == "token: too large");
    CHECK(with([](Request& r) { r.quantity = 0; }) == "quantity: must be at least 1");
    CHECK(with([](Request& r) { r.expires_s = 0; }) == "expires-s: must be at least 1, not 0");
    CHECK(with([](Request& r) { r.expires_s = 1LL << 60; }) ==
          "expires-s: must be at most 86400, not 1152921504606846976");
}

TEST_CASE("ctl/request: a cancel of everything must be meant") {
    Request request;
    request.action = events::CommandAction::Cancel;
    request.account = "AB1234";
    CHECK(reason(request).starts_with("order: missing"));
    request.all = true;
    CHECK(reason(request).empty());
    request.orders = {"1"};
    CHECK(reason(request) == "all: not together with order or a filter");
    request.all = false;
    CHECK(reason(request).empty());
}

TEST_CASE("ctl/request: only an active site of the right epoch takes commands") {
    using site::State;
    CHECK(ctl::refusal(site_in(State::Active), {}, std::nullopt, 1).empty());
    CHECK(ctl::refusal(site_in(State::Active), {}, 3, 1).empty());
    CHECK(ctl::refusal(site_in(State::Active), {}, 2, 1) == "epoch: the site is at 3, not 2");
    for (const State state : {State::Standby, State::Activating, State::Returning, State::Paused}) {
        CHECK(ctl::refusal(site_in(state), {}, std::nullopt, 1).starts_with("state: the site is "));
    }
}

TEST_CASE("ctl/request: and none on a day that is over") {
    const site::TradingDay day{20260803, 1, 9, "asha", "start of day"};
    const auto told = [&](int64_t now_us) {
        return ctl::refusal(site_in(site::State::Active), day, std::nullopt, now_us);
    };
    CHECK(told(8).empty());
    CHECK(told(9) ==
          "day: 20260803 is over since 1970-01-01 05:30:00 IST; open the next one: backstopctl day "
          "open");
}

namespace {

account::View holding(std::initializer_list<account::InstrumentKey> keys) {
    account::View view;
    for (const account::InstrumentKey& key : keys) {
        account::Position& position = view.positions.emplace_back();
        position.key.instrument = key;
        position.net = 65;
    }
    return view;
}

ctl::Request by_token() {
    ctl::Request request;
    request.one_position = true;
    request.token = 53001;
    return request;
}

constexpr account::InstrumentKey kNse{events::Exchange::Nse, events::Segment::Fo, 53001};
constexpr account::InstrumentKey kBse{events::Exchange::Bse, events::Segment::Fo, 53001};

}  // namespace

TEST_CASE("ctl/request: a token alone is enough where one market has it among what is held") {
    ctl::Request request = by_token();
    REQUIRE(ctl::complete_market(request, holding({kNse, kNse})).ok());
    CHECK(request.exchange == "NSE");
    CHECK(request.segment == "FO");
}

TEST_CASE("ctl/request: a token that two markets have is refused with the choice") {
    ctl::Request request = by_token();
    const auto both = ctl::complete_market(request, holding({kNse, kBse}));
    REQUIRE_FALSE(both.ok());
    CHECK(both.error().what ==
          "token: more than one market has it, give exchange and segment: NSE FO, BSE FO");
    request.exchange = "BSE";
    REQUIRE(ctl::complete_market(request, holding({kNse, kBse})).ok());
    CHECK(request.segment == "FO");
}

TEST_CASE("ctl/request: a token of which nothing is held names no market") {
    ctl::Request request = by_token();
    CHECK_FALSE(ctl::complete_market(request, holding({})).ok());
}

TEST_CASE("ctl/request: an instrument is named once, and where one position is meant it must be") {
    ctl::Request request;
    CHECK(ctl::naming_problem(request).empty());
    request.one_position = true;
    CHECK(ctl::naming_problem(request) ==
          "instrument: missing; a symbol or token, as positions shows them");
    request.instrument = "NIFTY26AUGFUT";
    CHECK(ctl::naming_problem(request).empty());
    request.token = 53001;
    CHECK(ctl::naming_problem(request) == "instrument: not together with token");
}

TEST_CASE("ctl/request: an accent in the person's name is told under the option that was typed") {
    ctl::Request request = by_token();
    request.by = "José";
    CHECK(ctl::naming_problem(request).starts_with("by: José has a character that is not allowed"));
    request.by = "Jose";
    CHECK(ctl::naming_problem(request).empty());
}

TEST_CASE("ctl/request: a token of one position is one under token, and no database is asked") {
    db::Session session{{}};
    ctl::Request request;
    request.one_position = true;
    request.instrument = "53001";
    REQUIRE(ctl::name_instrument(request, session, nullptr).ok());
    CHECK(request.token == 53001);
    CHECK(request.exchange.empty());
    request.instrument = "NIFTY26AUGFUT";
    request.token = {};
    ctl::stand_in(request);
    CHECK(request.token == 1);
    request.token = {};
    request.instrument = "4294967296";
    ctl::stand_in(request);
    CHECK(ctl::command_of(request, kSetting).error().what == "token: too large");
    request.token = {};
    request.instrument = "NIFTY26AUGFUT";
    CHECK_FALSE(ctl::name_instrument(request, session, nullptr).ok());
}
