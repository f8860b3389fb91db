#include "producers/ctl/messages/feed_letter.h"

#include <doctest/doctest.h>

#include "common/events/codec.h"
#include "common/fix/letter_text.h"
#include "producers/ctl/messages/letter.h"
#include "test/unit/db/temporary_folder.h"
#include "test/unit/reports/wire_report.h"

namespace {

amqp::Delivery letter(const std::string& reason, const std::string& text) {
    amqp::Delivery letter;
    letter.exchange = "dlx";
    letter.routing_key = "feed";
    letter.body = reason + "\n" + text;
    letter.body_bytes = letter.body.size();
    return letter;
}

std::string text_of(const WireReport& wire) {
    return fix::letter_text(fix::read_text(wire.text()));
}

}  // namespace

TEST_CASE("ctl/feed_letter: a report goes through the mapping again, without a number") {
    ctl::FeedLetters letters{reports::MappingConfig{}, 4};
    const auto refused = letter("54 Side: unknown value 5", text_of(WireReport{}.set(54, "5")));
    const auto message = letters.again(refused, 7);
    REQUIRE(message.ok());
    CHECK(message.value().exchange == "events");
    CHECK(message.value().routing_key.starts_with("trade.0"));
    const events::Batch batch = events::Decoder{4}.decode(message.value().body, "");
    CHECK(batch.refusals.empty());
    REQUIRE(batch.events.size() == 2);
    CHECK(batch.events[0].source == "redrive-" + ctl::letter_id(refused));
    CHECK(batch.events[0].seq == 0);
    CHECK(batch.events[0].received_time_us == 7);
    CHECK(std::get<events::Trade>(batch.events[0].body).side == events::Side::Sell);
    CHECK(letters.again(refused, 7).value().body == message.value().body);
}

TEST_CASE("ctl/feed_letter: what is still refused says why, and what helps is the feed's file") {
    const auto unnamed =
        letter("48 token", text_of(WireReport{}.drop(48).set(55, "NIFTY26AUGFUT")));
    ctl::FeedLetters without{reports::MappingConfig{}, 4};
    CHECK(without.again(unnamed, 1).error().what.starts_with("48 token: no instrument"));
    const TemporaryFolder folder;
    folder.write("instruments.csv", "exchange,segment,token,symbol\nNSE,FO,53003,NIFTY26AUGFUT\n");
    folder.write("feed.toml",
                 "[feed]\nsource = \"s\"\ndefault_product = \"NRML\"\ninstruments_file = \"" +
                     folder.path("instruments.csv") +
                     "\"\n[drop_copy]\nsender = \"A\"\n[amqp]\nhost = \"x\"\n");
    auto mapping = ctl::mapping_of_feed(folder.path("feed.toml"), 4);
    REQUIRE(mapping.ok());
    ctl::FeedLetters with{std::move(mapping).value(), 4};
    CHECK(with.again(unnamed, 1).ok());
    folder.write("instruments.csv", "exchange\n");
    CHECK(ctl::mapping_of_feed(folder.path("feed.toml"), 4)
              .error()
              .what.starts_with("feed-config: "));
    CHECK(ctl::FeedLetters{std::nullopt, 4}
              .again(unnamed, 1)
              .error()
              .what.starts_with("feed-config: "));
}

TEST_CASE("ctl/feed_letter: a message that no session counted is not sent") {
    fix::Message bytes = fix::read_text(WireReport{}.text());
    bytes.seq = 0;
    ctl::FeedLetters letters{reports::MappingConfig{}, 4};
    CHECK(letters.again(letter("checksum", fix::letter_text(bytes)), 1)
              .error()
              .what.starts_with("34 MsgSeqNum: "));
}

TEST_CASE("ctl/feed_letter: a message of another session is refused when it comes again, too") {
    reports::MappingConfig config;
    config.ids = {"", "EXCH", "US"};
    ctl::FeedLetters letters{config, 4};
    const auto again = [&](const std::string& sender, const std::string& target) {
        fix::Message message = fix::read_text(WireReport{}.text());
        message.sender = sender;
        message.target = target;
        message.problem = "49 SenderCompID: not of this session";
        const auto sent = letters.again(letter("49", fix::letter_text(message)), 1);
        return sent.ok() ? "sent" : sent.error().what;
    };
    CHECK(again("EXCH", "US") == "sent");
    CHECK(again("OTHER", "US") == "49 SenderCompID: not of this session");
    CHECK(again("EXCH", "OTHER") == "56 TargetCompID: not of this session");
    CHECK(again("EXCH", "") == "56 TargetCompID: not of this session");
    // Of an older letter, whose text has no ids, only the reason is known.
    const std::string reason = "56 TargetCompID: not of this session";
    CHECK(letters.again(letter(reason, text_of(WireReport{})), 1).error().what == reason);
}

TEST_CASE("ctl/feed_letter: the feed's file says whose messages they are") {
    const TemporaryFolder folder;
    folder.write("feed.toml",
                 "[feed]\nsource = \"s\"\ndefault_product = \"NRML\"\n"
                 "[drop_copy]\nsender = \"US\"\ntarget = \"EXCH\"\n");
    const auto mapping = ctl::mapping_of_feed(folder.path("feed.toml"), 4);
    REQUIRE(mapping.ok());
    CHECK(mapping.value().ids.sender == "EXCH");
    CHECK(mapping.value().ids.target == "US");
}

TEST_CASE("ctl/feed_letter: a customer is not shown, whichever field the account stands in") {
    for (const int tag : {1, 79, 109, 440, 447, 448, 453, 467, 523, 553, 661, 1024, 5000, 9302}) {
        WireReport wire;
        const std::string text = text_of(wire.set(tag, "AB1234"));
        CHECK(ctl::pretty_report(text, "", false).find("AB1234") == std::string::npos);
        CHECK(ctl::pretty_report(text, "", true).find("AB1234") != std::string::npos);
    }
}

TEST_CASE("ctl/feed_letter: shown field by field, with an arrow at the wrong one, people masked") {
    const std::string text = text_of(WireReport{}.set(32, "75.5").set(58, "a|b\\"));
    const std::string shown = ctl::pretty_report(text, "32 LastQty: not a whole number", false);
    CHECK(shown.find("\n32=75.5    <- 32 LastQty: not a whole number\n") != std::string::npos);
    CHECK(shown.find("\n1=AC*\n") != std::string::npos);
    CHECK(shown.find("\n58=a\\|b\\\\") != std::string::npos);
    CHECK(ctl::pretty_report(text, "", true).find("\n1=ACC\n") != std::string::npos);
}
