#include <doctest/doctest.h>

#include <optional>

#include "common/fix/wire_text.h"
#include "test/unit/fix/pair.h"

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
    // With length and checksum; `fields` are separated by bars.
    static std::string framed(std::string fields) {
        for (char& byte : fields) byte = byte == '|' ? kEnd : byte;
        return fix::without_login(std::string("8=FIX.4.4") + kEnd + fields);
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

TEST_CASE("fix/engine: unknown ids are refused and the right ones still get in") {
    Venue venue;
    Raw raw{venue.port()};
    std::string logon = "35=A|34=1|49=STRANGER|56=VENUE|52=20261121-09:15:00.000|98=0|108=30|";
    raw.write(Raw::framed(logon));
    CHECK(raw.is_closed());
    CHECK(venue.venue_heard.now().logons.empty());
    CHECK(venue.log_on());
}

TEST_CASE("fix/engine: a message with a wrong checksum is not handed out, and the next one is") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    std::string wrong = Raw::framed(Raw::header("8", 2) + "17=wrong|");
    wrong[wrong.size() - 2] = wrong[wrong.size() - 2] == '0' ? '1' : '0';
    raw.write(wrong);
    raw.write(Raw::framed(Raw::header("8", 2) + "17=right|"));
    REQUIRE(venue.venue_heard.wait_messages(1));
    CHECK(exec_ids(venue.venue_heard.now().messages) == std::vector<std::string>{"right"});
}

TEST_CASE("fix/engine: groups and tags that no dictionary knows arrive") {
    Venue venue;
    Raw raw{venue.port()};
    raw.log_on();
    REQUIRE(raw.hears("35=A"));
    raw.write(Raw::framed(Raw::header("8", 2) + "453=2|448=A|452=1|448=B|452=2|31337=x|"));
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
    raw.write(Raw::framed("35=8|49=MEMBER|56=VENUE|52=20261121-09:15:00.000|17=x|"));
    raw.write(Raw::framed(Raw::header("8", 1) + "17=low|"));
    REQUIRE(venue.venue_heard.wait_logouts(1));
    CHECK(venue.venue_heard.now().messages.empty());
    CHECK(venue.venue_heard.now().logouts[0] != "");
}
