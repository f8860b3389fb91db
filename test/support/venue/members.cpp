#include "test/support/venue/members.h"

#include <algorithm>
#include <chrono>

namespace test {

using std::chrono::seconds;

Members::Members(const std::filesystem::path& store, int port,
                 const std::vector<std::string>& sessions) {
    fix::EngineConfig config;
    config.store_dir = store;
    for (const std::string& name : sessions) {
        fix::SessionConfig session;
        session.name = name;
        session.sender = "TEST-" + name;
        session.target = "VENUE";
        session.port = port;
        session.resend_application = false;  // an old order must not arrive late
        config.sessions.push_back(session);
        sessions_[name];
    }
    engine_ = std::make_unique<fix::Engine>(config, *this);
}

bool Members::log_on() {
    if (!engine_->start().empty()) return false;
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, seconds{10}, [&] {
        return std::all_of(sessions_.begin(), sessions_.end(),
                           [](const auto& one) { return one.second.logons > 0; });
    });
}

bool Members::wait_logged_on(const std::string& session) {
    std::unique_lock lock{mutex_};
    const Session& one = sessions_[session];
    return changed_.wait_for(lock, seconds{10}, [&] { return one.logons > one.logouts; });
}

bool Members::wait_logged_out(const std::string& session) {
    std::unique_lock lock{mutex_};
    const Session& one = sessions_[session];
    return changed_.wait_for(lock, seconds{10}, [&] { return one.logons == one.logouts; });
}

bool Members::disconnect(const std::string& session) {
    std::unique_lock lock{mutex_};
    const Session& one = sessions_[session];
    const int before = one.logouts;
    engine_->drop(session);
    return changed_.wait_for(lock, seconds{10}, [&] { return one.logouts > before; });
}

std::optional<fix::Message> Members::next(const std::string& session) {
    std::unique_lock lock{mutex_};
    Session& one = sessions_[session];
    if (!changed_.wait_for(lock, seconds{5}, [&] { return !one.waiting.empty(); })) return {};
    fix::Message message = std::move(one.waiting.front());
    one.waiting.pop_front();
    return message;
}

bool Members::wait_received(const std::string& session, size_t count) {
    std::unique_lock lock{mutex_};
    const Session& one = sessions_[session];
    return changed_.wait_for(lock, seconds{30}, [&] { return one.received >= count; });
}

void Members::on_logon(const std::string& session, int64_t) noexcept {
    const std::lock_guard lock{mutex_};
    ++sessions_[session].logons;
    changed_.notify_all();
}

void Members::on_logout(const std::string& session, const std::string&) noexcept {
    const std::lock_guard lock{mutex_};
    Session& one = sessions_[session];
    if (one.logons > one.logouts) ++one.logouts;
    changed_.notify_all();
}

bool Members::on_message(const fix::Message& message) noexcept {
    const std::lock_guard lock{mutex_};
    Session& one = sessions_[message.session];
    ++one.received;
    one.waiting.push_back(message);
    changed_.notify_all();
    return true;
}

}  // namespace test
