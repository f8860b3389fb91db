#include "common/verdict/verdict.h"

#include <doctest/doctest.h>

#include "test/unit/verdict/world.h"

using verdict::Inputs;
using verdict::judge;
using verdict::Trust;

TEST_CASE("verdict: the worst finding decides and comes first") {
    Inputs inputs = sound_site();
    inputs.helpers_down = {"archive"};
    inputs.accounts = {{"A1", 1, 2, 1}};
    CHECK(judge(inputs, {}).trust == Trust::Exceptions);
    inputs.day = 0;
    const auto found = judge(inputs, {});
    CHECK(found.trust == Trust::NotTrusted);
    CHECK(found.findings.front().reason == "no trading day is open");
    CHECK(found.findings.back().trust == Trust::Trusted);
}

TEST_CASE("verdict: the headline counts accounts, not their reasons") {
    Inputs inputs = sound_site();
    inputs.accounts = {{"A1", 1, 2, 1}, {"A2", 2, 0, 1}};
    inputs.partitions[3].unlisted = 4;
    inputs.partitions[3].missing = 7;
    inputs.partitions[3].stood_us = 60 * kSecondUs;
    const auto found = judge(inputs, {});
    CHECK(headline(found) == "EXCEPTIONS: 2 accounts, 1 partition");
    CHECK(sentence_of(found.findings[2]) ==
          "account A1: 2 rows differ from the record, 1 event is parked");
    CHECK(headline(judge(sound_site(), {})) == "TRUSTED");
}

TEST_CASE("verdict: one account that differs is never too many, and the share is of all accounts") {
    Inputs inputs = sound_site();  // 100 accounts
    for (auto& partition : inputs.partitions) partition.accounts = 1;
    inputs.partitions[0].differing = 1;
    CHECK(judge(inputs, {}).trust == Trust::Trusted);  // its account is named beside it
    for (auto& partition : inputs.partitions) partition.accounts = 50;
    inputs.partitions[1].differing = 1;
    CHECK(judge(inputs, {}).trust == Trust::Trusted);  // 2 of 200 are 1 %
    inputs.partitions[2].differing = 1;
    CHECK(headline(judge(inputs, {})) == "NOT_TRUSTED: 3 of 200 accounts differ from the record");
}

TEST_CASE("verdict: a day that was opened just now is not held to have been compared or recorded") {
    Inputs inputs = sound_site();
    inputs.day_opened_us = inputs.now_us - 20 * kSecondUs;
    inputs.recorded = false;
    for (auto& partition : inputs.partitions) partition.compared_us = 0;
    CHECK(judge(inputs, {}).trust == Trust::Trusted);
    inputs.day_opened_us -= 20 * kSecondUs;
    CHECK(judge(inputs, {}).trust == Trust::NotTrusted);
}

TEST_CASE("verdict: a reconciler that has just begun is waited for, for so long and no longer") {
    Inputs inputs = sound_site();
    inputs.day_opened_us = inputs.now_us - 7200 * kSecondUs;
    for (auto& partition : inputs.partitions) {
        partition.compared_us = inputs.now_us - 3600 * kSecondUs;
    }
    CHECK(judge(inputs, {}).trust == Trust::Exceptions);  // nobody compares
    inputs.comparing_us = 20 * kSecondUs;
    const auto books = judge(inputs, {});
    CHECK(books.trust == Trust::Trusted);
    REQUIRE(books.findings.size() == 1);
    CHECK(books.findings[0].reason.starts_with("not compared yet"));
    inputs.comparing_us = 301 * kSecondUs;
    CHECK(judge(inputs, {}).trust == Trust::Exceptions);
}

TEST_CASE("verdict: totals that are not compared say why, at once where nobody wants them to be") {
    Inputs inputs = sound_site();
    const auto told = [&] {
        const auto found = judge(inputs, {}).findings;
        return found.empty() ? std::string{} : found.back().reason;
    };
    inputs.totals = verdict::Totals{true, "", 0, inputs.now_us - 30 * kSecondUs};
    CHECK(told().empty());
    inputs.totals->reason = "status 404";
    CHECK(told().empty());  // once is nothing
    inputs.totals->compared_us = inputs.now_us - 400 * kSecondUs;
    CHECK(told() == "not compared with the exchange for 400 s: status 404");
    CHECK(judge(inputs, {}).trust == Trust::Trusted);
    inputs.totals->reason.clear();  // and whoever compared is silent
    CHECK(told() == "not compared with the exchange for 400 s");
    inputs.comparing_us = 20 * kSecondUs;
    CHECK_FALSE(told().starts_with("not compared with"));  // it has just been started
    inputs.comparing_us = {};
    inputs.totals = verdict::Totals{false, "it names neither", inputs.now_us, inputs.now_us};
    CHECK(told() == "not compared with the exchange: it names neither");
}

TEST_CASE("verdict: an old difference of the totals says how old it is") {
    Inputs inputs = sound_site();
    inputs.exchanges = {{"NSE", 3}};
    inputs.totals = verdict::Totals{true, "", 0, inputs.now_us - 30 * kSecondUs};
    CHECK(judge(inputs, {}).findings[0].reason == "of its totals 3 differ from the books'");
    inputs.totals->compared_us = inputs.now_us - 400 * kSecondUs;
    CHECK(judge(inputs, {}).findings[0].reason ==
          "of its totals 3 differ from the books', as compared 400 s ago");
    inputs.totals->compared_us = 0;  // none has come to its end, of none is known since when
    inputs.totals->since_us = inputs.day_opened_us;
    CHECK(judge(inputs, {}).findings.size() == 2);
}

TEST_CASE("verdict: the oldest comparison of any account is told, and that not all have one") {
    Inputs inputs = sound_site();
    inputs.partitions[1].swept_us = inputs.now_us - 47 * kSecondUs;
    CHECK(compared_text(judge(inputs, {})) == "every account compared in the last 47 s");
    inputs.partitions[2].swept_us = 0;
    const auto books = judge(inputs, {});
    CHECK(books.trust == Trust::Trusted);
    REQUIRE(books.findings.size() == 1);
    CHECK(books.findings[0].reason == "not every account has been compared yet");
    CHECK(compared_text(books).empty());
}

TEST_CASE("verdict: at night, and on another date than the day's, sessions may be down") {
    Inputs inputs = sound_site();
    inputs.sessions[0].logged_on = inputs.sessions[1].logged_on = false;
    CHECK(judge(inputs, {}).exchanges == 1);
    CHECK(judge(inputs, {}).sessions == 1);
    CHECK(headline(judge(inputs, {})) == "EXCEPTIONS: 1 exchange, 1 session");
    inputs.day = 20261127;
    CHECK(judge(inputs, {}).exchanges == 0);
}

namespace {

constexpr int64_t kHour = 3600 * kSecondUs;

// Partition 2 of a sound site, whose books have stood still for an hour.
Inputs standing(int64_t missing) {
    Inputs inputs = sound_site();
    inputs.partitions[2].missing = missing;
    inputs.partitions[2].stood_us = kHour;
    return inputs;
}

void pause(Inputs& inputs, int64_t resumed_us = 0) {
    inputs.pauses = {{2, "asha", "a look", inputs.now_us - kHour, resumed_us}};
}

std::vector<std::string> sentences(const Inputs& inputs) {
    std::vector<std::string> all;
    for (const auto& one : judge(inputs, {}).findings) all.push_back(sentence_of(one));
    return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("verdict: a stream that is quiet is not behind, however long its watermark stands") {
    const Inputs inputs = standing(0);
    CHECK(verdict::behind_us(inputs.partitions[2], false) == 0);
    CHECK(judge(inputs, {}).findings.empty());
}

TEST_CASE("verdict: a partition is behind for as long as its books lack what is recorded") {
    Inputs inputs = standing(7);
    CHECK(sentences(inputs) ==
          Texts{"partition 2: recorded events are missing in the books for 3600 s"});
    inputs.partitions[2].whole_us = 2 * kSecondUs;  // it was quiet: nothing was missing until then
    CHECK(verdict::behind_us(inputs.partitions[2], false) == 2 * kSecondUs);
    CHECK(judge(inputs, {}).findings.empty());
    inputs.partitions[2].gap_us = 40 * kSecondUs;  // a ledger knows better
    CHECK(judge(inputs, {}).trust == Trust::Exceptions);
}

TEST_CASE("verdict: a pause is told as a pause, with who, why and since when") {
    Inputs inputs = standing(0);
    pause(inputs);
    const auto found = judge(inputs, {});
    CHECK(sentences(inputs) ==
          Texts{"partition 2: paused by asha since 2026-11-30 09:00:00 IST: a look"});
    CHECK(found.findings[0].holds);
    CHECK(headline(found) == "EXCEPTIONS: 1 partition");
}

TEST_CASE("verdict: what waits behind a pause is counted, and is no age of missing events") {
    Inputs inputs = standing(7);
    pause(inputs);
    CHECK(verdict::behind_us(inputs.partitions[2], true) == 0);
    CHECK(sentences(inputs) ==
          Texts{"partition 2: paused by asha since 2026-11-30 09:00:00 IST: a look; 7 recorded "
                "events wait"});
    pause(inputs, inputs.now_us);
    CHECK(sentences(inputs) ==
          Texts{"partition 2: exits wait, the books are catching up since 2026-11-30 10:00:00 IST; "
                "was paused by asha: a look; 7 recorded events wait",
                "partition 2: recorded events are missing in the books for 3600 s"});
}

TEST_CASE("verdict: a record that lacks what the books have and knows no account is lost") {
    Inputs inputs = sound_site();
    inputs.day_opened_us = inputs.now_us - 3600 * kSecondUs;
    inputs.partitions[2].incomplete = true;
    CHECK(judge(inputs, {}).trust == Trust::Exceptions);
    for (auto& partition : inputs.partitions) partition.accounts = 0;
    CHECK(headline(judge(inputs, {})) ==
          "NOT_TRUSTED: nothing of the day can be booked from the record");
    inputs.partitions[2].incomplete = false;  // nobody has traded yet
    CHECK(judge(inputs, {}).trust == Trust::Trusted);
}

TEST_CASE("verdict: yesterday is told in market hours, once something of today has come") {
    Inputs inputs = sound_site();  // 10:00
    inputs.day = 20261127;
    CHECK(judge(inputs, {}).trust == Trust::Trusted);  // a holiday
    inputs.today_has_events = true;
    CHECK(headline(judge(inputs, {})) ==
          "NOT_TRUSTED: the open day is 20261127, and events of 20261130 have come");
    inputs.now_us -= 2 * 3600 * kSecondUs;  // 08:00: orders of the night before
    CHECK(judge(inputs, {}).trust == Trust::Trusted);
}

TEST_CASE("verdict: parked events of nobody knows whom are counted") {
    Inputs inputs = sound_site();
    inputs.nameless_parked = 1;
    CHECK(headline(judge(inputs, {})) == "EXCEPTIONS: 1 event is parked that names no account");
    inputs.nameless_parked = verdict::kNamelessMax + 1;
    CHECK(headline(judge(inputs, {})) ==
          "EXCEPTIONS: 1000 or more events are parked that name no account");
}
