#include <doctest/doctest.h>

#include <optional>

#include "common/fix/wire_text.h"
#include "test/unit/fix/pair.h"
#include "test/unit/fix/raw_text.h"

namespace {

constexpr char kEnd = '\x01';

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// A counterparty that writes what it wants.
class Raw {
  public:
    explicit Raw(int port) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        const timeval limit{.tv_sec = 5, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(static_cast<uint16_t>(port));
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        base::must(::connect(socket_, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0);
    }
    ~Raw() { ::close(socket_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    void write(const std::string& text) {
        base::must(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) > 0);
    }
    static std::string header(const std::string& type, int seq) {
        return "35=" + type + "|34=" + std::to_string(seq) +
               "|49=MEMBER|56=VENUE|52=20261121-09:15:00.000|";
    }
    void log_on(int seq = 1) { write(framed(header("A", seq) + "98=0|108=30|")); }
    // Reads until `part` came; false: the connection ended or nothing came for 5 s.
    bool hears(const std::string& part) {
        while (!contains(heard_, part)) {
            char buffer[4096];
            const ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
            if (size <= 0) return false;
            heard_.append(buffer, static_cast<size_t>(size));
        }
        return true;
    }
    bool is_closed() { return !hears("this is never written"); }
    [[nodiscard]] const std::string& heard() const { return heard_; }

  private:
    int socket_;
    std::string heard_;
};

struct Venue : Pair {
    Venue() {
        make_venue();
        base::must(venue->start().empty());
    }
    [[nodiscard]] int port() const { return venue_config.accept_port; }
};

}  // namespace

TEST_CASE("fix/engine: a number that is too low is a logout with the reason, on both sides") {
    Pair pair;
    REQUIRE(pair.log_on());
    pair.member.reset();
    REQUIRE(pair.venue_heard.wait_logouts(1));
    pair.member_config.store_dir += "-lost";  // the member begins at 1 again
    pair.make_member();
    REQUIRE(pair.member->start().empty());
    REQUIRE(pair.member_heard.wait_logouts(2));
    REQUIRE(pair.venue_heard.wait_logouts(2));
    CHECK(contains(pair.member_heard.now().logouts[1], "MsgSeqNum too low, expecting 3"));
    CHECK(contains(pair.venue_heard.now().logouts[1], "MsgSeqNum too low, expecting 3"));
    CHECK(pair.venue_heard.now().logons.size() == 1);
}

TEST_CASE("fix/engine: a wrong password is refused, and never seen in a log or a store") {
    Pair pair;
    pair.venue_config.sessions[0].username = "member-1";
    pair.venue_config.sessions[0].password = "right";
    pair.member_config.sessions[0].username = "member-1";
    pair.member_config.sessions[0].password = "secret-wrong";
    pair.make_venue();
    REQUIRE(pair.venue->start().empty());
    pair.make_member();
    REQUIRE(pair.member->start().empty());
    REQUIRE(pair.member_heard.wait_logouts(1));
    CHECK(contains(pair.member_heard.now().logouts[0], "user or password is wrong"));
    CHECK(pair.member_heard.now().logons.empty());
    for (const Heard* side : {&pair.member_heard, &pair.venue_heard}) {
        for (const std::string& text : const_cast<Heard*>(side)->now().wire) {
            CHECK(!contains(text, "secret-wrong"));
        }
    }
    pair.member.reset();
    pair.member_config.sessions[0].password = "right";
    CHECK(pair.log_on());
}

namespace {

// A venue that asks for a login.
struct Guarded : Pair {
    Guarded() {
        venue_config.sessions[0].username = "member-1";
        venue_config.sessions[0].password = "secret";
        make_venue();
        base::must(venue->start().empty());
    }
    // What the venue answers to this first message, until it ends the connection.
    std::string answer(const std::string& message) {
        Raw raw{venue_config.accept_port};
        raw.write(message);
        base::must(raw.is_closed());
        return raw.heard();
    }
    std::string answer_to_logon(int seq, const std::string& fields) {
        return answer(framed(Raw::header("A", seq) + "98=0|108=30|" + fields));
    }
};

}  // namespace

TEST_CASE("fix/engine: whatever is wrong with a login, the answer is the same") {
    Guarded pair;
    int number = 0;
    for (const char* login :
         {"", "553=member-1|", "554=secret|", "553=member-1|554=|", "553=member-1|554=secret |",
          "553=member-2|554=secret|", "553=|554=secret|", "553=member-1|554=Secret|141=Y|"}) {
        for (const int seq : {1, 7}) {
            CAPTURE(std::string{login});
            const std::string heard = pair.answer_to_logon(seq, login);
            CHECK(fix::field_of(heard, 35) == "5");
            CHECK(fix::seq_of(heard) == ++number);
            CHECK(fix::field_of(heard, 58) == "Rejected Logon Attempt: user or password is wrong");
        }
    }
    CHECK(pair.venue_heard.now().refused == number);
    CHECK(pair.venue_heard.now().logons.empty());
    pair.member_config.sessions[0].username = "member-1";
    pair.member_config.sessions[0].password = "secret";
    CHECK(pair.log_on());
    // A second connection of a member is refused, and its Logon quoted.
    Raw second{pair.venue_config.accept_port};
    second.write(framed(Raw::header("A", 1) + "98=0|108=30|553=member-1|554=secret|"));
    CHECK(second.is_closed());
    for (const std::string& text : pair.venue_heard.now().wire) {
        CHECK(!contains(text, "secret"));
        CHECK(!contains(text, "Secret"));
    }
}

TEST_CASE("fix/engine: nobody moves a session, or asks it for messages, before he has logged on") {
    Guarded pair;
    pair.member_config.sessions[0].username = "member-1";
    pair.member_config.sessions[0].password = "secret";
    REQUIRE(pair.log_on());
    REQUIRE(pair.venue->send("member", numbered(1)) > 0);
    REQUIRE(pair.member_heard.wait_messages(1));
    pair.member.reset();
    REQUIRE(pair.venue_heard.wait_logouts(1));
    const int64_t next = pair.venue->their_next("member");
    const std::string reset = framed(Raw::header("4", 1) + "123=N|36=1000|35=A|");
    const std::string stays =
        framed(Raw::header("4", 1) + "123=N|36=" + std::to_string(next) + "|35=A|");
    const std::string other_version = framed(Raw::header("0", 1), "FIX.4.2");
    const std::string resend = framed(Raw::header("2", 1) + "7=1|16=0|35=A|");
    const std::string logon = framed(Raw::header("A", 1) + "98=0|108=30|554=x|");
    for (const std::string& first :
         {reset, stays + other_version + resend, resend, logon + resend}) {
        const std::string heard = pair.answer(first);
        CHECK(!contains(heard, "exec-1"));
        CHECK(pair.venue->their_next("member") == next);
    }
    pair.make_member();
    REQUIRE(pair.member->start().empty());
    CHECK(pair.venue_heard.wait_logons(2));
}

TEST_CASE("fix/engine: unknown ids are refused and the right ones still get in") {
    Venue venue;
    Raw raw{venue.port()};
    std::string logon = "35=A|34=1|49=STRANGER|56=VENUE|52=20261121-09:15:00.000|98=0|108=30|";
    raw.write(framed(logon));
    CHECK(raw.is_closed());
    CHECK(venue.venue_heard.now().logons.empty());
    CHECK(venue.log_on());
}

TEST_CASE("fix/engine: a message with a wrong checksum is not handed out, and the next one is") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    std::string wrong = framed(Raw::header("8", 2) + "17=wrong|");
    wrong[wrong.size() - 2] = wrong[wrong.size() - 2] == '0' ? '1' : '0';
    raw.write(wrong);
    raw.write(framed(Raw::header("8", 2) + "17=right|"));
    REQUIRE(venue.venue_heard.wait_messages(1));
    CHECK(exec_ids(venue.venue_heard.now().messages) == std::vector<std::string>{"right"});
}

TEST_CASE("fix/engine: groups and tags that no dictionary knows arrive") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    raw.write(framed(Raw::header("8", 2) + "453=2|448=A|452=1|448=B|452=2|31337=x|"));
    REQUIRE(venue.venue_heard.wait_messages(1));
    const auto messages = venue.venue_heard.now().messages;
    CHECK(messages[0].fields.size() == 6);
    CHECK(messages[0].fields[3].value == "B");
}

TEST_CASE("fix/engine: bytes that are not FIX end at most their own connection") {
    Venue venue;
    {
        Raw raw{venue.port()};
        raw.write("GET / HTTP/1.1\r\n\r\n");
    }
    {
        Raw raw{venue.port()};
        raw.write(
            std::string("8=FIX.4.4\x01"
                        "9=99999999999999\x01"
                        "35=A\x01"));
    }
    {
        Raw raw{venue.port()};
        raw.write(
            std::string("8=FIX.4.4\x01"
                        "9=-5\x01"
                        "35=A\x01"
                        "10=000\x01"));
    }
    CHECK(venue.log_on());
}

TEST_CASE("fix/engine: a message without its number ends the session with a reason") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    raw.write(framed("35=8|49=MEMBER|56=VENUE|52=20261121-09:15:00.000|17=x|"));
    raw.write(framed(Raw::header("8", 1) + "17=low|"));
    REQUIRE(venue.venue_heard.wait_logouts(1));
    CHECK(venue.venue_heard.now().messages.empty());
    CHECK(venue.venue_heard.now().logouts[0] != "");
}

TEST_CASE("fix/engine: nothing in a header costs the message behind it") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    const std::string ids = "|49=MEMBER|56=VENUE|";
    const std::vector<std::string> headers{
        "35=8|34=2" + ids + "57=|52=20261121-09:15:00.000|",
        "35=8|34=3" + ids + "115=|128=|52=20261121-09:15:00.000|",
        "35=8|34=4" + ids + "52=yesterday|",
        "35=8|34=5" + ids,
        "35=8|34=6|34=6" + ids + "49=MEMBER|52=20261121-09:15:00.000|50=a|50=b|",
        "35=8|34=7" + ids + "43=Y|52=20261121-09:15:00.000|",  // a repetition without 122
        "35=8|34=8" + ids + "43=Y|122=20271121-09:15:00.000|52=20261121-09:15:00.000|",
        "35=8|34=9" + ids +
            "90=9|91=a\x01"
            "34=99\x01"
            "b|52=19700101-00:00:00|1=|1=|"};
    for (size_t i = 0; i < headers.size(); ++i) {
        raw.write(framed(headers[i] + "17=E" + std::to_string(i) + "|"));
    }
    REQUIRE(venue.venue_heard.wait_messages(headers.size()));
    const auto messages = venue.venue_heard.now().messages;
    for (size_t i = 0; i < headers.size(); ++i) {
        CHECK(messages[i].problem == "");
        CHECK(messages[i].seq == static_cast<int64_t>(i) + 2);
        CHECK(*messages[i].find(17) == "E" + std::to_string(i));
    }
    CHECK(venue.venue_heard.now().logouts.empty());
}

TEST_CASE(
    "fix/engine: a message of other ids, or of no type, counts and says that it must not be read") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    const std::string time = "52=20261121-09:15:00.000|";
    raw.write(framed("35=8|34=2|49=OTHER|56=VENUE|" + time + "17=E1|"));
    raw.write(framed("35=8|34=3|49=MEMBER|56=OTHER|" + time + "17=E2|"));
    raw.write(framed("34=4|49=MEMBER|56=VENUE|" + time + "17=E3|"));
    raw.write(framed(Raw::header("8", 5) + "17=E4|"));
    REQUIRE(venue.venue_heard.wait_messages(4));
    const auto messages = venue.venue_heard.now().messages;
    CHECK(messages[0].problem == "49 SenderCompID: not of this session");
    CHECK(messages[1].problem == "56 TargetCompID: not of this session");
    CHECK(messages[2].problem == "35 MsgType: missing");
    CHECK(messages[3].problem == "");
}

TEST_CASE("fix/engine: bytes that are no message of the session are told") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    std::string wrong = framed(Raw::header("8", 2) + "17=wrong|");
    wrong[wrong.size() - 2] = wrong[wrong.size() - 2] == '0' ? '1' : '0';
    raw.write(wrong);
    raw.write(framed(Raw::header("8", 3) + "17=after|"));
    REQUIRE(raw.hears("35=2"));  // it asks for what it could not use
    raw.write(framed("35=8|34=2|43=Y|49=MEMBER|56=VENUE|52=20261121-09:15:00.000|17=right|"));
    REQUIRE(venue.venue_heard.wait_messages(2));
    CHECK(exec_ids(venue.venue_heard.now().messages) == std::vector<std::string>{"right", "after"});
    CHECK(venue.venue_heard.now().unusable.size() == 1);
    CHECK(contains(venue.venue_heard.now().unusable[0], "17=wrong"));
}
