#include "common/fix/engine.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include "common/fix/application.h"
#include "common/fix/outgoing.h"
#include "common/fix/session_log.h"
#include "common/fix/session_store.h"
#include "common/fix/settings.h"
#include "common/fix/store_room.h"
#include "common/fix/transport.h"
#include "common/fix/wire_text.h"

namespace fix {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPollMs = 50;
constexpr auto kTickEvery = std::chrono::milliseconds(500);
constexpr auto kPause = std::chrono::milliseconds(10);
constexpr auto kLogoutWait = std::chrono::seconds(2);

// Heartbeats and time-outs. Not of a session without a connection: it would count a Logon as sent.
void tick(FIX::Session& session) {
    if (session.sentLogon() || session.receivedLogon()) session.next();
}

// QuickFIX hands its descriptors to select(), which writes beyond its sets above FD_SETSIZE:
// whoever opened a thousand connections would end the process. With this limit they are not
// accepted.
void limit_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, FD_SETSIZE);
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Engine::Impl {
    Impl(const EngineConfig& with, Listener& listener)
        : config(with),
          states(with),
          application(states, listener),
          stores(with.store_dir, states),
          logs(states, listener) {}

    void build();
    void run(std::promise<std::string>& begun);
    std::string open();
    void turn();
    void log_out();
    bool any_logged_on() const;
    Clock::duration until_reconnect();

    const EngineConfig config;
    SessionStates states;
    Application application;
    SessionStoreFactory stores;
    SessionLogFactory logs;
    FIX::SessionSettings settings;
    std::unique_ptr<Transport> transport;
    std::string problem;  // why it cannot be started
    std::thread thread;
    std::atomic<bool> stopping{false};
    std::mutex mutex;
    std::condition_variable stop_wanted;
    Clock::time_point next_tick;
    Clock::time_point next_connect;
    std::minstd_rand random{std::random_device{}()};
};

void Engine::Impl::build() {
    limit_descriptors();
    try {
        if (config.acceptor && config.accept_port <= 0) throw FIX::ConfigError("no port");
        settings = settings_of(config);
        transport = make_transport(config, {application, stores, logs, settings});
        for (const auto& state : states.all()) {
            state->session = FIX::Session::lookupSession(state->id);
            if (state->session == nullptr) throw FIX::ConfigError("two sessions have the same ids");
            state->ours_used = state->session->getExpectedSenderNum();
        }
    } catch (const std::exception& error) {
        problem = error.what();
    }
}

void Engine::Impl::run(std::promise<std::string>& begun) {
    const std::string failed = open();
    begun.set_value(failed);
    if (!failed.empty()) return;
    next_connect = Clock::now() + until_reconnect();
    while (!stopping) turn();
    log_out();
}

std::string Engine::Impl::open() {
    try {
        transport->poll(0);
        return {};
    } catch (const std::exception& error) {
        return error.what();
    }
}

// QuickFIX's own timers run only while no socket has anything to read, so a busy session would
// starve the others: they are driven from here.
void Engine::Impl::turn() {
    try {
        transport->poll(kPollMs);
        const Clock::time_point now = Clock::now();
        if (now >= next_tick) {
            for (const auto& state : states.all()) tick(*state->session);
            next_tick = now + kTickEvery;
        }
        if (now >= next_connect) {
            next_connect = now + until_reconnect();
            // A logon that cannot be stored cannot be sent.
            if (store_problem(config.store_dir).empty()) transport->connect();
        }
    } catch (const std::exception&) {
        // Of one connection: QuickFIX has closed it, or the heartbeat will. Not in a tight loop.
        std::unique_lock<std::mutex> lock(mutex);
        stop_wanted.wait_for(lock, kPause, [this] { return stopping.load(); });
    }
}

bool Engine::Impl::any_logged_on() const {
    for (const auto& state : states.all()) {
        if (state->session->isLoggedOn()) return true;
    }
    return false;
}

void Engine::Impl::log_out() {
    for (const auto& state : states.all()) {
        state->session->logout();
        if (state->session->isLoggedOn()) state->session->next();
    }
    const Clock::time_point deadline = Clock::now() + kLogoutWait;
    while (any_logged_on() && Clock::now() < deadline) turn();
    for (const auto& state : states.all()) state->session->disconnect();
}

// The shortest of the sessions' intervals, up to a quarter more, so that sites do not come in step.
Clock::duration Engine::Impl::until_reconnect() {
    int seconds = 60;
    for (const SessionConfig& session : config.sessions) {
        if (session.reconnect_s < seconds) seconds = session.reconnect_s;
    }
    std::uniform_int_distribution<int> jitter(0, 250);
    return std::chrono::milliseconds(seconds * (1000 + jitter(random)));
}

Engine::Engine(const EngineConfig& config, Listener& listener)
    : impl_(std::make_unique<Impl>(config, listener)) {
    impl_->build();
}

Engine::~Engine() { stop(); }

std::string Engine::start() {
    if (!impl_->problem.empty()) return impl_->problem;
    if (impl_->thread.joinable()) return "it runs already";
    std::promise<std::string> begun;
    std::future<std::string> answer = begun.get_future();
    impl_->thread = std::thread([this, &begun] { impl_->run(begun); });
    const std::string failed = answer.get();
    if (!failed.empty()) impl_->thread.join();
    return failed;
}

void Engine::stop() {
    impl_->stopping = true;
    if (impl_->thread.joinable()) impl_->thread.join();
    if (impl_->transport) impl_->transport->close();
}

bool Engine::day_has_begun(const std::string& session) const {
    const SessionState* const state = impl_->states.by_name(session);
    return state != nullptr && state->day.has_begun();
}

bool Engine::logged_on(const std::string& session) const {
    const SessionState* const state = impl_->states.by_name(session);
    return state != nullptr && state->session != nullptr && state->session->isLoggedOn();
}

int64_t Engine::send(const std::string& session, const Message& message) {
    SessionState* const state = impl_->states.by_name(session);
    if (!logged_on(session)) return 0;
    state->day.on_sent();
    int64_t& stored = SessionStore::stored_by_this_thread();
    stored = 0;
    try {
        FIX::Message out;
        write_message(message, out);
        state->session->send(out);
    } catch (const std::exception&) {
        return stored;
    }
    return stored;
}

void Engine::rewind(const std::string& session, int64_t their_next) {
    const SessionState* const state = impl_->states.by_name(session);
    if (state == nullptr || state->session == nullptr || their_next < 1) return;
    try {
        state->session->setNextTargetMsgSeqNum(static_cast<int>(their_next));
    } catch (const std::exception&) {
        // The store cannot be written: the next message's number fails too, and ends the session.
    }
}

int64_t Engine::their_next(const std::string& session) const {
    const SessionState* const state = impl_->states.by_name(session);
    if (state == nullptr || state->session == nullptr) return 0;
    return state->session->getExpectedTargetNum();
}

int64_t Engine::our_next(const std::string& session) const {
    const SessionState* const state = impl_->states.by_name(session);
    if (state == nullptr || state->session == nullptr) return 0;
    return state->session->getExpectedSenderNum();
}

std::vector<Message> Engine::stored(const std::string& session, int64_t from_seq) const {
    std::vector<Message> messages;
    const SessionState* const state = impl_->states.by_name(session);
    if (state == nullptr || state->session == nullptr) return messages;
    std::vector<std::string> texts;
    try {
        const int last = state->session->getExpectedSenderNum() - 1;
        const int first = static_cast<int>(from_seq < 1 ? 1 : from_seq);
        if (first <= last) state->session->getStore()->get(first, last, texts);
    } catch (const std::exception&) {
        return messages;
    }
    for (const std::string& text : texts) {
        if (FIX::Message::isAdminMsgType(FIX::MsgType(field_of(text, 35)))) continue;
        messages.push_back(read_text(text));
        messages.back().session = session;
    }
    return messages;
}

void Engine::drop(const std::string& session) {
    SessionState* const state = impl_->states.by_name(session);
    if (state != nullptr && logged_on(session)) state->drop_wanted = true;
}

}  // namespace fix
