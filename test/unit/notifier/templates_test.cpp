#include "consumers/notifier/templates.h"

#include <doctest/doctest.h>

namespace {

using notifier::Channel;
using notifier::Templates;

notifier::Notice notice(const std::string& language) {
    notifier::Notice made;
    made.channel = Channel::Sms;
    made.name_of_template = "hello";
    made.language = language;
    made.fields = R"({"word":"W","unused":"U"})";
    made.name = "Asha";
    made.account = "A1";
    return made;
}

std::string problem(const std::string& file, const std::string& content) {
    return Templates{}.add(file, content, {"word"});
}

}  // namespace

TEST_CASE("notifier/templates: the customer's language, else English and that is told") {
    Templates templates;
    REQUIRE(templates.add("hello.en.sms.txt", "en {{word}}\n", {"word"}).empty());
    const auto fallen = templates.render(notice("hi"));
    REQUIRE(fallen.ok());
    CHECK_EQ(fallen.value().text, "en W");
    CHECK(fallen.value().fell_back);
    REQUIRE(templates.add("hello.hi.sms.txt", "hi {{word}}\n", {"word"}).empty());
    CHECK_EQ(templates.render(notice("hi")).value().text, "hi W");
    CHECK_FALSE(templates.render(notice("hi")).value().fell_back);
    CHECK_FALSE(templates.render(notice("en")).value().fell_back);
}

TEST_CASE("notifier/templates: name and account are the customer's unless the notice says so") {
    Templates templates;
    REQUIRE(templates.add("hello.en.sms.txt", "{{name}} {{account}}", {"name", "account"}).empty());
    CHECK_EQ(templates.render(notice("en")).value().text, "Asha A1");
    auto other = notice("en");
    other.fields = R"({"name":"Ravi"})";
    other.account = "";
    CHECK_EQ(templates.render(other).value().text, "Ravi ");
    other.fields = "{}";
    other.name = "";
    CHECK_EQ(templates.render(other).value().text, "customer ");
}

TEST_CASE("notifier/templates: a field of one's own alphabet and quotes is not looked into") {
    Templates templates;
    REQUIRE(templates.add("hello.en.sms.txt", "{{word}}", {"word"}).empty());
    auto one = notice("en");
    one.fields = R"({"word":"{{word}} \u0928\n\"x\""})";
    CHECK_EQ(templates.render(one).value().text, "{{word}} \xE0\xA4\xA8\n\"x\"");
}

TEST_CASE("notifier/templates: a text that is wrong is refused with file and field") {
    CHECK_EQ(problem("hello.en.sms.txt", "{{words}}"),
             "hello.en.sms.txt: field words: templates.toml does not declare it");
    CHECK_EQ(problem("hello.en.email.txt", "Subject: {{title}}\n{{word}}"),
             "hello.en.email.txt: field title: templates.toml does not declare it");
    CHECK_EQ(problem("hello.en.sms.txt", "\n{{word"), "hello.en.sms.txt: line 2: {{ without }}");
    CHECK_EQ(problem("hello.en.push.txt", "{{word}}"),
             "hello.en.push.txt: line 1: must be Subject: and a text");
    for (const char* file : {"hello.txt", "hello.fr.sms.txt", "hello.en.fax.txt", ".en.sms.txt",
                             "hello.en.sms.txt.old"}) {
        CAPTURE(file);
        CHECK_EQ(problem(file, "x"),
                 std::string{file} + ": must be <template>.<en or hi>.<email, sms or push>.txt");
    }
}

TEST_CASE("notifier/templates: Hindi needs an English text to fall back on") {
    Templates templates;
    REQUIRE(templates.add("hello.hi.sms.txt", "x", {}).empty());
    CHECK_EQ(templates.problems().size(), 1);
}

TEST_CASE(
    "notifier/templates: those of the repository are good, in both languages by every channel") {
    std::vector<std::string> problems;
    const Templates templates = Templates::load(NOTICES_FOLDER, problems);
    for (const std::string& one : problems) MESSAGE(one);
    REQUIRE(problems.empty());
    auto one = notice("en");
    one.fields =
        R"({"command":"c","time":"t","total":"2","done":"1","not_done":"none","action":"exit",)"
        R"("reason":"r","symbol":"s","side":"buy","quantity":"1","others":"0","code":"1",)"
        R"("minutes":"5","title":"t","body":"b","who":"w","where":"x"})";
    for (const char* name :
         {"exit_result", "cancel_result", "command_refused", "nothing_to_do", "order_rejected",
          "login_code", "broadcast", "site_active", "break_glass"}) {
        for (const Channel channel : {Channel::Email, Channel::Sms, Channel::Push}) {
            for (const char* language : {"en", "hi"}) {
                CAPTURE(name);
                CAPTURE(language);
                one.name_of_template = name;
                one.channel = channel;
                one.language = language;
                const auto rendered = templates.render(one);
                REQUIRE(rendered.ok());
                CHECK_FALSE(rendered.value().fell_back);
            }
        }
    }
}

TEST_CASE("notifier/templates: a folder that is not there is a problem") {
    std::vector<std::string> problems;
    (void)Templates::load("/nonexistent/notices", problems);
    CHECK_FALSE(problems.empty());
}

TEST_CASE("notifier/templates: a file that customers could not read is refused by name") {
    CHECK_EQ(problem("hello.en.sms.txt", "caf\xE9"), "hello.en.sms.txt: not UTF-8");
    CHECK_EQ(problem("hello.en.sms.txt", "\xEF\xBB\xBF{{word}}"),
             "hello.en.sms.txt: begins with a byte order mark");
    CHECK_EQ(problem("hello.en.push.txt", "Subject: a\r\nb\r\n"),
             "hello.en.push.txt: lines must end with LF alone");
    CHECK_EQ(problem("hello.en.sms.txt", ""), "hello.en.sms.txt: there is no text");
    CHECK_EQ(problem("hello.en.email.txt", "Subject: a\n\n"),
             "hello.en.email.txt: there is no text");
}
