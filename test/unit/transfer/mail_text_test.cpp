#include "common/transfer/mail_text.h"

#include <doctest/doctest.h>

#include "common/transfer/mail.h"

namespace {

transfer::MailText mail(std::string subject, std::string body) {
    return {.from = "alerts@broker.example",
            .from_name = "",
            .to = "customer@example.org",
            .subject = std::move(subject),
            .body = std::move(body),
            .id = "exit:1:email",
            .date = base::WallTime{1'795'234'016'000'000}};
}

std::string headers_of(const std::string& content) {
    return content.substr(0, content.find("\r\n\r\n"));
}

bool only_full_line_ends(const std::string& content) {
    for (size_t at = 0; at < content.size(); ++at) {
        if (content[at] == '\n' && (at == 0 || content[at - 1] != '\r')) return false;
        if (content[at] == '\r' && (at + 1 == content.size() || content[at + 1] != '\n')) {
            return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("transfer/mail: headers, an empty line, the body in base64") {
    CHECK_EQ(transfer::compose(mail("Hello", "Hi\nthere")),
             "Date: Sat, 21 Nov 2026 04:06:56 +0000\r\n"
             "From: <alerts@broker.example>\r\n"
             "To: <customer@example.org>\r\n"
             "Subject: Hello\r\n"
             "Message-ID: <notice-exit=3A1=3Aemail@broker.example>\r\n"
             "Auto-Submitted: auto-generated\r\n"
             "MIME-Version: 1.0\r\n"
             "Content-Type: text/plain; charset=UTF-8\r\n"
             "Content-Transfer-Encoding: base64\r\n"
             "\r\n"
             "SGkNCnRoZXJl\r\n");
}

TEST_CASE("transfer/mail: no text can begin a header or end the mail") {
    for (const char* evil : {"x\r\nBcc: other@example.org", "x\nBcc: other@example.org",
                             "x\rBcc: other@example.org", "\r\n.\r\nMAIL FROM:<a@b>"}) {
        CAPTURE(evil);
        auto text = mail(evil, evil);
        text.from_name = evil;
        text.id = evil;
        const std::string content = transfer::compose(text);
        CHECK_EQ(headers_of(content).find("\nBcc"), std::string::npos);
        CHECK_EQ(content.find("\r\n.\r\n"), std::string::npos);
        CHECK(only_full_line_ends(content));
    }
}

TEST_CASE("transfer/mail: a subject that is not plain becomes encoded words") {
    CHECK_EQ(transfer::header_text("Your exit request: 3 of 4"), "Your exit request: 3 of 4");
    CHECK_EQ(transfer::header_text("\xE0\xA4\x86\xE0\xA4\xAA"), "=?UTF-8?B?4KSG4KSq?=");
    // What looks like an encoded word must come out as it went in.
    CHECK_EQ(transfer::header_text("=?x"), "=?UTF-8?B?PT94?=");
}

TEST_CASE("transfer/mail: encoded words are short and cut no character") {
    std::string subject;
    for (int i = 0; i < 40; ++i) subject += "\xE0\xA4\x86";  // three bytes
    std::string words = transfer::header_text("x" + subject);
    size_t count = 0;
    for (size_t at = 0; at < words.size(); ++count) {
        const size_t end = std::min(words.find("\r\n ", at), words.size());
        CHECK_LE(end - at, 75);
        at = end + (end < words.size() ? 3 : 0);
    }
    CHECK_EQ(count, 3);
    // 1 + 14 * 3 = 43 bytes, then 45 each: a whole number of characters in every word.
    CHECK(words.starts_with(
        "=?UTF-8?B?eOCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhuCkhg==?="));
}

TEST_CASE("transfer/mail: body lines hold 76 characters, whatever the text") {
    const std::string content = transfer::compose(mail("s", std::string(1'000, 'x')));
    const std::string body = content.substr(content.find("\r\n\r\n") + 4);
    for (size_t at = 0; at < body.size();) {
        const size_t end = body.find("\r\n", at);
        CHECK_LE(end - at, 76);
        at = end + 2;
    }
}

TEST_CASE("transfer/mail: the same id makes the same Message-ID, another one another") {
    CHECK_EQ(transfer::message_id("a-1", "x@y.z"), "<notice-a-1@y.z>");
    CHECK_NE(transfer::message_id("a:1", "x@y.z"), transfer::message_id("a.1", "x@y.z"));
    CHECK_EQ(transfer::message_id("a>b", "x@y.z"), "<notice-a=3Eb@y.z>");
}

TEST_CASE("transfer/mail: addresses that SMTP could read otherwise are none") {
    CHECK(transfer::is_mail_address("first.last+tag@example.co.in"));
    for (const char* bad : {"", "nobody", "@example.org", "a@", "a@b@c", "a b@c.d", "a@b.c>",
                            "<a@b.c", "a@b.c\r\nRCPT TO:<x@y.z>", "a@b.c\n", "a,b@c.d", "\"a\"@b.c",
                            "a@b.c;", "\xC3\xA4@b.c"}) {
        CAPTURE(bad);
        CHECK_FALSE(transfer::is_mail_address(bad));
    }
    CHECK_FALSE(transfer::is_mail_address(std::string(250, 'a') + "@b.cd"));
}

TEST_CASE("transfer/mail: a malformed address is refused before anything is sent") {
    transfer::MailClient client{{.host = "192.0.2.1"}};
    const auto to = client.send({"alerts@broker.example", "a@b.c\r\nDATA", "x"});
    REQUIRE_FALSE(to.ok());
    CHECK(to.error().code == base::Errc::Invalid);
    CHECK_FALSE(client.send({"", "a@b.c", "x"}).ok());
}
