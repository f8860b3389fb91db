#include "producers/ctl/operators/request_text.h"

#include <doctest/doctest.h>

namespace ctl {
namespace {

constexpr int64_t kNow = 1'785'728'700'000'000;

operators::Approval broadcast() {
    operators::Approval one;
    one.id = 17;
    one.act = {
        "notify all customers", R"({"id":"b1","channels":["sms","email"]})", "we are back",
        "broadcast b1",
        R"({"fields":{"title":"Site is up","body":"You can trade.\nSorry."},"addressees":3})"};
    one.asked = {"ravi", "ravi", "desk1", true};
    one.asked_us = kNow;
    return one;
}

}  // namespace

TEST_CASE("ctl/request: who approves sees the whole text, to how many, and why") {
    CHECK(request_text(broadcast(), {}, kNow) ==
          "request   17, waiting\n"
          "action    notify all customers\n"
          "about     broadcast b1\n"
          "what\n"
          "  id: b1\n"
          "  channels:\n"
          "    - sms\n"
          "    - email\n"
          "  fields:\n"
          "    title: Site is up\n"
          "    body: You can trade.\n"
          "      Sorry.\n"
          "  addressees: 3\n"
          "why       we are back\n"
          "asked     2026-08-03 09:15:00 IST, by ravi (ravi@desk1, token)\n");
}

TEST_CASE(
    "ctl/request: he is told what else is open about the same, and the asker why it was refused") {
    operators::Approval one = broadcast();
    operators::Approval rival = broadcast();
    rival.id = 18;
    rival.asked.name = "meena";
    CHECK(
        request_text(one, {rival}, kNow)
            .ends_with("against   18 (notify all customers, waiting, asked for by meena): only one "
                       "of them can be meant\n"));
    one.state = operators::ApprovalState::Refused;
    one.decided = {"asha", "asha", "desk2", true};
    one.decided_us = kNow;
    one.decided_why = "the second line is wrong";
    CHECK(request_text(one, {}, kNow)
              .ends_with("by asha (asha@desk2, token): the second line is wrong\n"));
    CHECK(
        request_json(one, {rival}, "", kNow).find(R"("decided_why":"the second line is wrong")") !=
        std::string::npos);
}

}  // namespace ctl
