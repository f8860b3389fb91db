#include "producers/ctl/exits/mass_exit.h"

#include <doctest/doctest.h>

#include "test/unit/ctl/now.h"

using ctl::MassExit;
using ctl::MassState;

namespace {

events::Command make_template() {
    events::Command command;
    command.id = "any";
    command.account = "ANY";
    command.day = 20260803;
    command.action = events::CommandAction::Exit;
    command.origin = events::CommandOrigin::Dealer;
    command.who = "ravi";
    command.evidence = "mass-7";
    command.product = events::Product::Mis;
    command.epoch = 3;
    command.issued_us = kNow;
    command.expires_us = kNow + 600'000'000;
    return command;
}

MassExit make_mass(MassState state = MassState::Waiting) {
    MassExit mass;
    mass.id = "mass-7";
    mass.request = ctl::request_of(make_template());
    mass.accounts = {"AB1234", "KA0907"};
    mass.why = "margin";
    mass.requested_by = "ravi";
    mass.decided_by = state == MassState::Waiting ? "" : "asha";
    mass.state = state;
    mass.approval = 17;
    return mass;
}

std::string reason(std::string_view text) {
    const auto accounts = ctl::read_accounts(text);
    return accounts.ok() ? "" : accounts.error().what;
}

}  // namespace

TEST_CASE("ctl/mass_exit: the request is the command without id and account") {
    CHECK(make_mass().request.find("ANY") == std::string::npos);
    CHECK(make_mass().request.find(R"("id")") == std::string::npos);
    CHECK(make_mass().request.starts_with(R"({"kind":"command","day":20260803,)"));
}

TEST_CASE("ctl/mass_exit: every account gets its command, under an id that is always the same") {
    const auto commands = ctl::commands_of(make_mass(), 3, 20260803, kNow + 5).value();
    REQUIRE(commands.size() == 2);
    events::Command expected = make_template();
    expected.id = "mass-7:KA0907";
    expected.account = "KA0907";
    expected.issued_us = kNow + 5;
    expected.expires_us = kNow + 5 + 600'000'000;
    CHECK(commands[1] == expected);
    CHECK(ctl::commands_of(make_mass(), 3, 20260803, kNow + 99).value()[0].id == commands[0].id);
}

TEST_CASE("ctl/mass_exit: a request does not outlive its activation") {
    const auto commands = ctl::commands_of(make_mass(), 4, 20260803, kNow);
    REQUIRE_FALSE(commands.ok());
    CHECK(commands.error().what == "epoch: it was asked for under 3, the site is at 4: ask again");
}

TEST_CASE("ctl/mass_exit: a request does not outlive its day") {
    const auto next = ctl::commands_of(make_mass(), 3, 20260804, kNow);
    REQUIRE_FALSE(next.ok());
    CHECK(next.error().what ==
          "day: it was asked for on 20260803, and 20260804 is open: ask again");
    const auto none = ctl::commands_of(make_mass(), 3, 0, kNow);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().what ==
          "day: it was asked for on 20260803, and no day is open that is not over: ask again");
}

TEST_CASE("ctl/mass_exit: a damaged request makes no command") {
    MassExit mass = make_mass();
    for (const char* damaged : {"", "{", "null", R"({"kind":"command",)"}) {
        mass.request = damaged;
        CHECK_FALSE(ctl::commands_of(mass, 3, 20260803, kNow).ok());
    }
}

TEST_CASE("ctl/mass_exit: an approval may be repeated, a refusal and a withdrawal are final") {
    using operators::Decision;
    for (const MassState state : {MassState::Waiting, MassState::Approved, MassState::Published}) {
        CHECK(ctl::state_problem(make_mass(state), Decision::Approve).empty());
    }
    CHECK(ctl::state_problem(make_mass(MassState::Refused), Decision::Approve) ==
          "state: it was refused by asha");
    CHECK(ctl::state_problem(make_mass(MassState::Withdrawn), Decision::Approve) ==
          "state: it was withdrawn by asha");
    for (const Decision decision : {Decision::Refuse, Decision::Withdraw}) {
        CHECK(ctl::state_problem(make_mass(), decision).empty());
        for (const MassState state : {MassState::Approved, MassState::Published, MassState::Refused,
                                      MassState::Withdrawn}) {
            CHECK(ctl::state_problem(make_mass(state), decision).starts_with("state: it is "));
        }
    }
}

TEST_CASE("ctl/mass_exit: what was asked for before there were approvals is asked for again") {
    MassExit mass = make_mass();
    mass.approval = 0;
    CHECK_FALSE(ctl::state_problem(mass, operators::Decision::Approve).empty());
    mass.state = MassState::Published;
    CHECK(ctl::state_problem(mass, operators::Decision::Approve).empty());
}

TEST_CASE("ctl/mass_exit: who approves agrees to these accounts and this command") {
    const std::string what = ctl::act_of(make_mass()).what;
    MassExit other = make_mass();
    other.accounts = {"AB1234", "KA0908"};
    CHECK_NE(ctl::act_of(other).what, what);
    other = make_mass();
    other.why = "told in other words";
    CHECK_EQ(ctl::act_of(other).what, what);
}

TEST_CASE("ctl/mass_exit: accounts stand one a line") {
    CHECK(ctl::read_accounts("# list\nAB1234\r\n\n  KA0907 # late\nZ").value() ==
          std::vector<std::string>{"AB1234", "KA0907", "Z"});
    CHECK(reason("") == "file: names no account");
    CHECK(reason("A\nab\n") == "file: line 2: an account is 1 to 16 of A-Z 0-9");
    CHECK(reason("A B\n") == "file: line 1: an account is 1 to 16 of A-Z 0-9");
    CHECK(reason("ABCDEFGHIJKLMNOPQ") == "file: line 1: an account is 1 to 16 of A-Z 0-9");
    CHECK(reason("A\nB\nA") == "file: line 3: A is named twice");
    // As a spreadsheet writes it.
    const std::vector<std::string> both{"AB1", "AB2"};
    CHECK(ctl::read_accounts("\xEF\xBB\xBF\"AB1\"\r\n\"AB2\"\r\n").value() == both);
    CHECK(ctl::read_accounts("Account\nAB1\nAB2 # \"late, again\n").value() == both);
    CHECK(ctl::read_accounts("name,account\nAsha,AB1\nRavi,AB2\n").value() == both);
    CHECK(reason("AB1,AB2") == "file: line 1: 2 fields, not 1");
    CHECK(reason("account,account\nAB1,AB2") == "file: column account is there twice");
}
