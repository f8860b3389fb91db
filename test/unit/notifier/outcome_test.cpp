#include "consumers/notifier/outcome.h"

#include <doctest/doctest.h>

namespace {

using notifier::Verdict;
using transfer::MailStage;

Verdict mail(MailStage stage, int status) {
    return notifier::judge(transfer::MailAnswer{
                               .taken = false, .stage = stage, .status = status, .failure = "why"})
        .verdict;
}

Verdict http(int status) {
    return notifier::judge(base::Result<transfer::HttpAnswer>{transfer::HttpAnswer{status, ""}}, {})
        .verdict;
}

}  // namespace

TEST_CASE("notifier/outcome: a mail that was taken is sent") {
    CHECK(notifier::judge(
              transfer::MailAnswer{
                  .taken = true, .stage = MailStage::Content, .status = 250, .failure = ""})
              .verdict == Verdict::Sent);
}

TEST_CASE("notifier/outcome: 5xx is final where it is about this mail alone") {
    CHECK(mail(MailStage::Recipient, 550) == Verdict::Refused);
    CHECK(mail(MailStage::Content, 554) == Verdict::Refused);
    CHECK(mail(MailStage::Login, 535) == Verdict::Down);
    CHECK(mail(MailStage::Greeting, 554) == Verdict::Down);
    CHECK(mail(MailStage::Sender, 553) == Verdict::Down);
}

TEST_CASE("notifier/outcome: 4xx and silence are tried again") {
    CHECK(mail(MailStage::Recipient, 450) == Verdict::Failed);
    CHECK(mail(MailStage::Content, 451) == Verdict::Failed);
    CHECK(mail(MailStage::Content, 421) == Verdict::Down);
    CHECK(mail(MailStage::Content, 0) == Verdict::Down);
    CHECK(mail(MailStage::Connect, 0) == Verdict::Down);
}

TEST_CASE("notifier/outcome: statuses of a gateway") {
    for (const int status : {200, 201, 202, 204}) CHECK(http(status) == Verdict::Sent);
    CHECK(http(409) == Verdict::Duplicate);
    for (const int status : {400, 403, 404, 410, 422, 302}) CHECK(http(status) == Verdict::Refused);
    for (const int status : {408, 429, 500, 504}) CHECK(http(status) == Verdict::Failed);
    for (const int status : {401, 407, 502, 503}) CHECK(http(status) == Verdict::Down);
}

TEST_CASE("notifier/outcome: statuses can be chosen") {
    const notifier::GatewayStatuses own{{202}, {400}};
    const auto judged = [&](int status) {
        return notifier::judge(base::Result<transfer::HttpAnswer>{transfer::HttpAnswer{status, ""}},
                               own)
            .verdict;
    };
    CHECK(judged(200) == Verdict::Refused);
    CHECK(judged(202) == Verdict::Sent);
    CHECK(judged(400) == Verdict::Duplicate);
}

TEST_CASE("notifier/outcome: no answer is tried again, a malformed request is not") {
    using base::Errc;
    using Answer = base::Result<transfer::HttpAnswer>;
    CHECK(notifier::judge(Answer{base::Error{Errc::Retryable, "http: timeout"}}, {}).verdict ==
          Verdict::Down);
    CHECK(notifier::judge(Answer{base::Error{Errc::Invalid, "url: bad"}}, {}).verdict ==
          Verdict::Refused);
    CHECK(notifier::judge(base::Result<transfer::MailAnswer>{base::Error{Errc::Invalid, "to"}})
              .verdict == Verdict::Refused);
}

TEST_CASE("notifier/outcome: the reason names stage and status") {
    CHECK_EQ(notifier::judge(
                 transfer::MailAnswer{
                     .taken = false, .stage = MailStage::Recipient, .status = 550, .failure = "x"})
                 .reason,
             "smtp: RCPT TO: 550");
}
