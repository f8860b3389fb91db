#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/fix/engine.h"

namespace test {

// The other side of a venue's sessions: one engine for all of them, and what each has received.
class Members : public fix::Listener {
  public:
    // Sessions by their names at the venue; "TEST-" + name is their CompID.
    Members(const std::filesystem::path& store, int port, const std::vector<std::string>& sessions);
    ~Members() override { engine_->stop(); }

    // Whether all are logged on within 10 s.
    [[nodiscard]] bool log_on();
    [[nodiscard]] bool wait_logged_on(const std::string& session);
    [[nodiscard]] bool wait_logged_out(const std::string& session);
    int64_t send(const std::string& session, const fix::Message& message) {
        return engine_->send(session, message);
    }
    // Cuts the connection; the engine connects again by itself.
    [[nodiscard]] bool disconnect(const std::string& session);
    // The oldest application message that was not taken yet; waits up to 5 s for it.
    std::optional<fix::Message> next(const std::string& session);
    // Waits up to 30 s for so many since the beginning.
    [[nodiscard]] bool wait_received(const std::string& session, size_t count);
    [[nodiscard]] fix::Engine& engine() { return *engine_; }

    void on_logon(const std::string& session, int64_t their_next) noexcept override;
    void on_logout(const std::string& session, const std::string& why) noexcept override;
    bool on_message(const fix::Message& message) noexcept override;
    void on_sequence_reset(const std::string&, int64_t, bool) noexcept override {}
    void on_wire(const std::string&, bool, const std::string&) noexcept override {}

  private:
    struct Session {
        int logons = 0;
        int logouts = 0;
        size_t received = 0;
        std::deque<fix::Message> waiting;
    };

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Session> sessions_;
    std::unique_ptr<fix::Engine> engine_;
};

}  // namespace test
