#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "common/config/document.h"
#include "consumers/notifier/notifier_config.h"

namespace {

config::Document file(const std::string& text) {
    return std::move(config::Document::parse(text, "test.toml")).value();
}

std::vector<std::string> mail_problems(const std::string& keys) {
    auto document = file("[email]\n" + keys);
    auto section = document.section("email");
    (void)notifier::mail_form(section);
    return document.problems();
}

}  // namespace

TEST_CASE("notifier/config: a mail server, TLS required unless said otherwise") {
    auto document = file("[email]\nhost = \"mail.example\"\nuser = \"u\"\nfrom = \"a@b.c\"\n");
    auto section = document.section("email");
    const auto form = notifier::mail_form(section);
    CHECK(document.problems().empty());
    CHECK_EQ(form.server.port, 587);
    CHECK(form.server.starttls == transfer::Starttls::Required);
}

TEST_CASE("notifier/config: a password never goes without TLS") {
    CHECK(mail_problems("host=\"h\"\nfrom=\"a@b.c\"\nstarttls=\"off\"").empty());
    const auto found =
        mail_problems("host=\"h\"\nfrom=\"a@b.c\"\nuser=\"u\"\nstarttls=\"optional\"");
    REQUIRE_EQ(found.size(), 1);
    CHECK_NE(found[0].find("email.starttls"), std::string::npos);
}

TEST_CASE("notifier/config: what is missing or malformed is named") {
    CHECK_EQ(mail_problems("").size(), 2);  // host, from
    CHECK_EQ(mail_problems("host=\"h\"\nfrom=\"Alerts <a@b.c>\"").size(), 1);
    CHECK_EQ(mail_problems("host=\"h\"\nfrom=\"a@b.c\"\nstarttls=\"maybe\"").size(), 1);
}

TEST_CASE("notifier/config: statuses of a gateway") {
    auto document = file("[sms]\nsuccess_statuses=[\"200\",\"2xx\"]\n");
    auto section = document.section("sms");
    const auto statuses = notifier::gateway_statuses(section);
    CHECK_EQ(statuses.success, std::set<int>{200});
    CHECK_EQ(statuses.duplicate, std::set<int>{409});
    REQUIRE_EQ(document.problems().size(), 1);
    CHECK_NE(document.problems()[0].find("sms.success_statuses"), std::string::npos);
}

TEST_CASE("notifier/config: a gateway by whose answers nothing is ever sent is refused") {
    auto document = file("[sms]\nsuccess_statuses = []\n");
    auto section = document.section("sms");
    (void)notifier::gateway_statuses(section);
    REQUIRE_EQ(document.problems().size(), 1);
    CHECK_NE(document.problems()[0].find("sms.success_statuses"), std::string::npos);
}

TEST_CASE("notifier/config: a channel that is named twice would have twice its limits") {
    const std::string path = "channel_config_test.toml";
    std::ofstream{path} << "[notifier]\ntemplates_dir = \"t\"\nchannels = [\"email\", \"email\"]\n"
                           "[email]\nhost = \"h\"\nfrom = \"a@b.c\"\n";
    service::Startup startup{"test", path};
    CHECK_EQ(notifier::notifier_config(startup).channels.size(), 1);
    const auto problems = startup.problems();
    std::remove(path.c_str());
    CHECK(std::ranges::any_of(problems, [](const std::string& problem) {
        return problem.find("notifier.channels: email is named twice") != std::string::npos;
    }));
}
