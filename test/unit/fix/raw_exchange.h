#pragma once

#include <poll.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "common/fix/wire_text.h"
#include "test/unit/fix/pair.h"
#include "test/unit/fix/raw_text.h"

// An exchange on plain sockets that knows nothing of our engine: VENUE, for one MEMBER at a time.
// Its numbers are what a test says, and so is what it does about those of the member.
class RawExchange {
  public:
    struct Rules {
        bool spends = true;         // a number on each refusal
        bool refuses_high = false;  // or asks for what is missing
        bool resends = true;        // reports; or fills the gap
        bool resends_admin = false;
        bool answers_with_reset = false;  // 141=Y in each answer to a Logon
        std::string refusal{};            // of every Logon, whatever its number
    };

    RawExchange() : port_{free_port()} {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        const int on = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(static_cast<uint16_t>(port_));
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        base::must(::bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0);
        base::must(::listen(listener_, 4) == 0);
        thread_ = std::thread([this] { serve(); });
    }
    ~RawExchange() {
        stopping_ = true;
        thread_.join();
        ::close(listener_);
    }
    RawExchange(const RawExchange&) = delete;
    RawExchange& operator=(const RawExchange&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] bool logged_on() const { return logged_on_; }
    [[nodiscard]] int refusals() const { return refusals_; }
    [[nodiscard]] int logons() const { return logons_; }
    [[nodiscard]] int resends() const { return resends_; }
    [[nodiscard]] int64_t out() {
        const std::lock_guard lock{mutex_};
        return out_;
    }
    [[nodiscard]] int64_t expected() {
        const std::lock_guard lock{mutex_};
        return expected_;
    }
    // Within 5 s.
    [[nodiscard]] bool wait_expected(int64_t number) {
        return wait([&] { return expected_ >= number; });
    }
    [[nodiscard]] bool wait_refusals(int count) {
        return wait([&] { return refusals_ >= count; });
    }
    void set(const Rules& rules) {
        const std::lock_guard lock{mutex_};
        rules_ = rules;
    }
    // Ends the connection; what was sent under these numbers of its own is forgotten.
    void restart_at(int64_t out, int64_t expected) {
        const std::lock_guard lock{mutex_};
        cut();
        out_ = out;
        expected_ = expected;
        kept_.erase(kept_.lower_bound(out), kept_.end());
    }
    void begin_anew() { restart_at(1, 1); }
    void hang_up() {
        const std::lock_guard lock{mutex_};
        cut();
    }
    // Under the next number: at once where the member is logged on, else when he asks for it.
    void send(const std::string& type, const std::string& fields) {
        const std::lock_guard lock{mutex_};
        kept_[out_] = {type, fields};
        put(type, out_++, fields);
    }
    void send(const fix::Message& message) {
        std::string fields;
        for (const fix::Tag& tag : message.fields) {
            fields += std::to_string(tag.number) + "=" + tag.value + "|";
        }
        send(message.type, fields);
    }
    void send_heartbeat() { send("0", ""); }

  private:
    struct Kept {
        std::string type;
        std::string fields;
    };

    template <class Fact>
    bool wait(const Fact& fact) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{5}, fact);
    }
    void serve() {
        while (!stopping_) {
            pollfd ready[2] = {{listener_, POLLIN, 0}, {socket_, POLLIN, 0}};
            if (::poll(ready, 2, 20) <= 0) continue;
            const std::lock_guard lock{mutex_};
            if (ready[0].revents != 0) accept();
            if (socket_ >= 0 && socket_ == ready[1].fd && ready[1].revents != 0) read();
            changed_.notify_all();
        }
        const std::lock_guard lock{mutex_};
        cut();
    }
    void accept() {
        cut();
        socket_ = ::accept(listener_, nullptr, nullptr);
        heard_.clear();
    }
    void cut() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
        logged_on_ = false;
    }
    void read() {
        char buffer[4096];
        // The socket that was ready may be gone, and another have its number.
        const ssize_t size = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) return cut();
        heard_.append(buffer, static_cast<size_t>(size));
        for (size_t at = 0; (at = heard_.find("\x01"
                                              "10=")) != std::string::npos;) {
            const size_t end = heard_.find('\x01', at + 1);
            if (end == std::string::npos) return;
            const std::string text = heard_.substr(0, end + 1);
            heard_.erase(0, end + 1);
            take(text);
            if (socket_ < 0) return;
        }
    }
    void take(const std::string& text) {
        const std::string type = fix::field_of(text, 35);
        const int64_t seq = fix::seq_of(text);
        if (type == "A") return take_logon(text, seq);
        if (type == "4") {
            expected_ = std::max(expected_, std::stol(fix::field_of(text, 36)));
        } else if (seq == expected_) {
            ++expected_;
        }
        if (type == "1") put("0", out_++, "112=" + fix::field_of(text, 112) + "|");
        if (type == "2") resend(std::stol(fix::field_of(text, 7)));
        if (type == "5") cut();
    }
    void take_logon(const std::string& text, int64_t seq) {
        ++logons_;
        const bool resets = fix::field_of(text, 141) == "Y";
        if (!rules_.refusal.empty()) return refuse(rules_.refusal);
        if (resets || rules_.answers_with_reset) {
            out_ = 1;
            expected_ = seq;
            kept_.clear();
        }
        const std::string said =
            ", expecting " + std::to_string(expected_) + " but received " + std::to_string(seq);
        if (seq < expected_) return refuse("MsgSeqNum too low" + said);
        if (seq > expected_ && rules_.refuses_high) return refuse("MsgSeqNum too high" + said);
        const bool asks = seq > expected_;
        if (!asks) ++expected_;
        logged_on_ = true;
        put("A", out_++,
            std::string{"98=0|108=10|"} + (resets || rules_.answers_with_reset ? "141=Y|" : ""));
        if (asks) put("2", out_++, "7=" + std::to_string(expected_) + "|16=0|");
    }
    void refuse(const std::string& why) {
        ++refusals_;
        put("5", rules_.spends ? out_++ : out_, "58=" + why + "|");
        cut();
    }
    void resend(int64_t first) {
        int64_t gap = 0;
        for (int64_t number = first; number < out_; ++number) {
            const auto kept = kept_.find(number);
            const bool again = kept != kept_.end() &&
                               (kept->second.type == "0" ? rules_.resends_admin : rules_.resends);
            if (!again) {
                if (gap == 0) gap = number;
                continue;
            }
            fill(gap, number);
            gap = 0;
            put(kept->second.type, number, kept->second.fields, true);
        }
        fill(gap, out_);
        ++resends_;
    }
    void fill(int64_t gap, int64_t next) {
        if (gap != 0) put("4", gap, "123=Y|36=" + std::to_string(next) + "|", true);
    }
    // Nowhere where nobody is logged on; a Logon's answer and a refusal always.
    void put(const std::string& type, int64_t seq, const std::string& fields, bool again = false) {
        if (socket_ < 0 || (!logged_on_ && type != "5")) return;
        const std::string time = "20261121-09:15:00.000|";
        const std::string head = "35=" + type + "|34=" + std::to_string(seq) +
                                 "|49=VENUE|56=MEMBER|52=" + now() +
                                 (again ? "43=Y|122=" + time : "");
        const std::string text = framed(head + fields);
        (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }
    static std::string now() {
        const std::time_t seconds = std::time(nullptr);
        std::tm utc{};
        ::gmtime_r(&seconds, &utc);
        char text[32];
        (void)std::strftime(text, sizeof text, "%Y%m%d-%H:%M:%S|", &utc);
        return text;
    }

    const int port_;
    int listener_ = -1;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> logged_on_{false};
    std::atomic<int> refusals_{0};
    std::atomic<int> logons_{0};
    std::atomic<int> resends_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    Rules rules_;
    int socket_ = -1;
    int64_t out_ = 1;
    int64_t expected_ = 1;
    std::map<int64_t, Kept> kept_;  // of these numbers
    std::string heard_;
    std::thread thread_;
};
