#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/must.h"
#include "common/fix/engine.h"

// Keeps what an engine tells; tests wait for a fact with a deadline.
class Heard : public fix::Listener {
  public:
    struct Facts {
        std::vector<int64_t> logons;
        std::vector<std::string> logouts;
        std::vector<fix::Message> messages;
        std::vector<int64_t> resets;      // new_next of each gap fill
        std::vector<int64_t> new_begins;  // and of each reset
        std::vector<std::string> unusable;
        std::vector<std::string> wire;  // "<" or ">" and the text
        size_t room = SIZE_MAX;         // messages taken before `false`
        int days = 0;                   // that the counterparty has begun
        std::vector<fix::NumbersLost> lost;
        int refused = 0;        // Logons without the right user and password
        int64_t rewind_to = 0;  // on_logout rewinds to it; 0: it does not
    };
    fix::Engine* engine = nullptr;

    void on_logon(const std::string&, int64_t their_next) noexcept override {
        change([&](Facts& facts) { facts.logons.push_back(their_next); });
    }
    void on_logout(const std::string& session, const std::string& why) noexcept override {
        change([&](Facts& facts) {
            if (facts.rewind_to > 0) engine->rewind(session, facts.rewind_to);
            facts.logouts.push_back(why);
        });
    }
    void on_day_begun(const std::string&) noexcept override {
        change([&](Facts& facts) { ++facts.days; });
    }
    void on_numbers_lost(const std::string&, const fix::NumbersLost& lost) noexcept override {
        change([&](Facts& facts) { facts.lost.push_back(lost); });
    }
    void on_logon_refused(const std::string&) noexcept override {
        change([&](Facts& facts) { ++facts.refused; });
    }
    void on_unusable(const std::string&, const std::string& why,
                     const std::string& text) noexcept override {
        change([&](Facts& facts) { facts.unusable.push_back(why + ": " + text); });
    }
    bool on_message(const fix::Message& message) noexcept override {
        bool taken = false;
        change([&](Facts& facts) {
            taken = facts.messages.size() < facts.room;
            if (taken) facts.messages.push_back(message);
        });
        return taken;
    }
    void on_sequence_reset(const std::string&, int64_t next, bool gap_fill) noexcept override {
        change([&](Facts& facts) { (gap_fill ? facts.resets : facts.new_begins).push_back(next); });
    }
    void on_wire(const std::string&, bool incoming, const std::string& text) noexcept override {
        change([&](Facts& facts) { facts.wire.push_back((incoming ? "<" : ">") + text); });
    }

    template <class Change>
    void change(const Change& change) {
        const std::lock_guard lock{mutex_};
        change(facts_);
        changed_.notify_all();
    }
    // Whether `fact` became true within 5 s.
    template <class Fact>
    [[nodiscard]] bool wait(const Fact& fact) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{5}, [&] { return fact(facts_); });
    }
    [[nodiscard]] bool wait_messages(size_t count) {
        return wait([&](const Facts& facts) { return facts.messages.size() >= count; });
    }
    [[nodiscard]] bool wait_logons(size_t count) {
        return wait([&](const Facts& facts) { return facts.logons.size() >= count; });
    }
    [[nodiscard]] bool wait_logouts(size_t count) {
        return wait([&](const Facts& facts) { return facts.logouts.size() >= count; });
    }
    Facts now() {
        const std::lock_guard lock{mutex_};
        return facts_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Facts facts_;
};

// A port that was free a moment ago.
inline int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    base::must(::bind(socket, raw, size) == 0);
    base::must(::getsockname(socket, raw, &size) == 0);
    ::close(socket);
    return ntohs(address.sin_port);
}

// One venue and one member on a port of their own, with stores that live as long as the Pair.
class Pair {
  public:
    Pair() {
        std::string pattern = std::filesystem::temp_directory_path() / "backstop-fix-XXXXXX";
        base::must(::mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
        const int port = free_port();
        venue_config.acceptor = true;
        venue_config.accept_port = port;
        venue_config.store_dir = folder_ / "venue";
        venue_config.sessions.push_back({.name = "member", .sender = "VENUE", .target = "MEMBER"});
        member_config.store_dir = folder_ / "member";
        member_config.sessions.push_back(
            {.name = "venue", .sender = "MEMBER", .target = "VENUE", .port = port});
    }
    ~Pair() {
        member.reset();
        venue.reset();
        std::filesystem::remove_all(folder_);
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    void make_venue() {
        venue = std::make_unique<fix::Engine>(venue_config, venue_heard);
        venue_heard.engine = venue.get();
    }
    void make_member() {
        member = std::make_unique<fix::Engine>(member_config, member_heard);
        member_heard.engine = member.get();
    }
    // As an exchange does in the morning, or one that has lost its store.
    void venue_forgets() {
        venue.reset();
        std::filesystem::remove_all(venue_config.store_dir);
        make_venue();
        base::must(venue->start().empty());
    }
    // Both made and started; whether the next logon is through.
    [[nodiscard]] bool log_on() {
        if (venue == nullptr) {
            make_venue();
            if (!venue->start().empty()) return false;
        }
        if (member == nullptr) make_member();
        const size_t logons = member_heard.now().logons.size();
        const size_t venue_logons = venue_heard.now().logons.size();
        return member->start().empty() && member_heard.wait_logons(logons + 1) &&
               venue_heard.wait_logons(venue_logons + 1);
    }

    fix::EngineConfig venue_config;
    fix::EngineConfig member_config;
    Heard venue_heard;
    Heard member_heard;
    std::unique_ptr<fix::Engine> venue;
    std::unique_ptr<fix::Engine> member;

  private:
    std::filesystem::path folder_;
};

// An application message that one can tell from others.
inline fix::Message numbered(int number) {
    fix::Message message;
    message.type = "8";
    message.add(37, "order").add(17, "exec-" + std::to_string(number)).add(150, "0").add(39, "0");
    return message;
}

inline std::vector<std::string> exec_ids(const std::vector<fix::Message>& messages) {
    std::vector<std::string> ids;
    for (const fix::Message& message : messages) {
        const std::string* const id = message.find(17);
        ids.push_back(id == nullptr ? "" : *id);
    }
    return ids;
}
