#include "common/fix/wire_text.h"

#include <doctest/doctest.h>

namespace {

std::string text_of(std::string bars) {
    for (char& byte : bars) byte = byte == '|' ? '\x01' : byte;
    return bars;
}

}  // namespace

TEST_CASE("fix/text: header and trailer become members, the rest stays in its order") {
    const fix::Message message = fix::read_text(text_of(
        "8=FIX.4.4|9=1|35=8|34=12|43=Y|97=N|49=A|56=B|52=19700101-00:00:01.5|55=X|9302=MIS|55=Y|"
        "10=000|"));
    CHECK(message.type == "8");
    CHECK(message.seq == 12);
    CHECK(message.poss_dup);
    CHECK(!message.poss_resend);
    REQUIRE(message.fields.size() == 3);
    CHECK(message.fields[2].value == "Y");
    CHECK(*message.find(9302) == "MIS");
}

TEST_CASE("fix/text: what is not a field is left out") {
    CHECK(fix::read_text("").fields.empty());
    CHECK(fix::read_text(text_of("||=1|x=2|7|99999999999=3|")).fields.empty());
    CHECK(fix::field_of(text_of("1=a|11=b|"), 1) == "a");
    CHECK(fix::seq_of(text_of("34=x|")) == 0);
}

TEST_CASE("fix/text: a login is masked for logs and cut out for the store") {
    const std::string logon = text_of("8=FIX.4.4|9=5|35=A|553=me|554=secret|108=10|10=000|");
    CHECK(fix::masked(logon) == text_of("8=FIX.4.4|9=5|35=A|553=me|554=***|108=10|10=000|"));
    const std::string kept = fix::without_login(logon);
    CHECK(kept.find("secret") == std::string::npos);
    CHECK(kept.find("553=") == std::string::npos);
    CHECK(fix::is_intact(kept));
    CHECK(!fix::is_intact(logon));
}

TEST_CASE("fix/text: the header alone is a message of its own") {
    const std::string whole = fix::without_login(text_of("8=FIX.4.4|35=8|34=2|448=A|448=B|"));
    const std::string header = fix::header_of(whole, {"FIX.4.4", "THEM", "US"});
    CHECK(fix::is_intact(header));
    CHECK(fix::field_of(header, 34) == "2");
    CHECK(fix::field_of(header, 49) == "THEM");
    CHECK(fix::field_of(header, 448) == "");
    CHECK(fix::problem_of_header(header, {"FIX.4.4", "THEM", "US"}) == "");
    CHECK(fix::problem_of_header(whole, {"FIX.4.4", "THEM", "US"}) != "");
}

TEST_CASE("fix/text: a separator in a data field is data, unless its length lies") {
    const auto fields = [](const std::string& bars) {
        std::string said;
        for (const fix::Tag& tag : fix::read_text(text_of(bars)).fields) {
            said += std::to_string(tag.number) + " ";
        }
        return said;
    };
    CHECK(fields("35=8|354=5|355=a|b=c|32=1|") == "354 355 32 ");
    CHECK(fields("35=8|95=3|96=|||32=1|") == "95 96 32 ");
    CHECK(fields("35=8|354=4|355=abc|32=1|") == "354 355 32 ");
    CHECK(fields("35=8|354=99999999999999999999999|355=abc|32=1|") == "354 355 32 ");
    CHECK(fields("35=8|354=x|355=abc|32=1|") == "354 355 32 ");
    CHECK(fix::read_text(text_of("35=8|354=3|355=a|b|")).find(355)->size() == 3);
    const std::string whole =
        fix::without_login(text_of("8=FIX.4.4|35=8|34=2|95=8|96=a|10=0|c|1=A|"));
    CHECK(fix::is_intact(whole));
}
