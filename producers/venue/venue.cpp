#include "producers/venue/venue.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "producers/venue/reference/calendar_file.h"

namespace venue {
namespace {

constexpr int64_t kTickMs = 50;                // how late a calendar's change may be
constexpr size_t kAnswersPerTurn = 4000;       // of one session; then the others have their turn
constexpr size_t kRepliesOfTurnMax = 100'000;  // each answers one message of the inbox

std::string day_folder(const VenueConfig& config) {
    return config.data_dir + "/" + std::to_string(config.day);
}

fix::EngineConfig engine_config(const VenueConfig& config) {
    fix::EngineConfig engine;
    engine.acceptor = true;
    engine.accept_address = config.fix_address;
    engine.accept_port = config.fix_port;
    engine.store_dir = day_folder(config) + "/fix";  // numbers begin with 1 every day
    engine.tls = config.tls;
    for (const SessionTerms& session : config.sessions) engine.sessions.push_back(session.fix);
    return engine;
}

void tell(const PhaseChanged& changed, const std::vector<Group>& groups) {
    logging::info("phase", {{"group", groups[changed.group].name.view()},
                            {"phase", phase_name(changed.phase)}});
}

}  // namespace

Venue::Venue(loop::Loop& loop, VenueConfig config, ReferenceData reference,
             metrics::Registry& registry, std::function<void(const std::string&)> on_failed)
    : config_{std::move(config)},
      reference_{std::move(reference)},
      symbols_{reference_.listings},
      members_{members_of(config_)},
      on_failed_{std::move(on_failed)},
      metrics_{registry},
      inbox_{loop, config_.inbox_messages_max,
             [this](Arrival arrival) { on_arrival(std::move(arrival)); }, &metrics_.logons_refused},
      engine_{engine_config(config_), inbox_},
      prices_{symbols_, engine_},
      market_{exchange_config(config_, reference_),
              {day_folder(config_) + "/journal", config_.journal_sync},
              clock_ahead_us(config_, base::wall_now().us),
              {[this](const PriceChanged& price) { prices_.changed(price); },
               [this](const PhaseChanged& phase) { tell(phase, reference_.groups); }}},
      tick_{loop, [this] { on_tick(); }},
      price_timer_{loop, [this] { prices_.send(); }},
      again_{loop, [] {}},  // a turn without waiting
      turn_end_{loop, [this] { on_turn_end(); }},
      driver_{loop, reference_.listings, config_.path,
              [this](const SetQuote& quote) { apply(kNoSession, quote); }} {
    for (SessionId id = 0; id < config_.sessions.size(); ++id) {
        const SessionTerms& session = config_.sessions[id];
        sessions_.emplace(session.fix.name, id);
        outboxes_.emplace_back(id, session, members_, terms_of(id), market_.answers());
    }
}

Venue::~Venue() { engine_.stop(); }

ReplyTerms Venue::terms_of(SessionId session) const {
    return {symbols_, config_.day, config_.sessions[session].dialect};
}

base::Status Venue::start() {
    if (const auto opened = market_.open(); !opened.ok()) return opened;
    for (Outbox& outbox : outboxes_) {
        if (const auto resumed = outbox.resume(engine_); !resumed.ok()) return resumed;
    }
    logging::info("the day's journal is played", {{"day", config_.day},
                                                  {"inputs", market_.inputs()},
                                                  {"answers", market_.answers().size()},
                                                  {"torn_bytes", market_.journal().torn_bytes()}});
    apply(kNoSession, Tick{});  // phases that began meanwhile
    if (const auto begun = driver_.start(market_.exchange().prices()); !begun.ok()) return begun;
    if (!flush()) return base::Error{base::Errc::Fatal, "the journal cannot be written"};
    if (const std::string why = engine_.start(); !why.empty()) {
        return base::Error{base::Errc::Fatal,
                           "FIX port " + std::to_string(config_.fix_port) + ": " + why};
    }
    running_ = true;
    tick_.start_every(kTickMs);
    price_timer_.start_every(config_.prices_every_ms);
    return base::Unit{};
}

void Venue::stop() {
    running_ = false;
    driver_.stop();
    engine_.stop();
}

std::vector<std::string> Venue::not_ready() const {
    if (!running_) return {"not listening"};
    return {};
}

std::string Venue::operate(InputBody body) { return operate_for(kNoSession, std::move(body)); }

bool Venue::has_member(int64_t member) const {
    return std::find(members_.begin(), members_.end(), member) != members_.end();
}

// The core knows members by their sessions: any of them stands for the member.
std::string Venue::mass_cancel(uint16_t member, const std::string& account) {
    const auto found = std::find(members_.begin(), members_.end(), member);
    return operate_for(static_cast<SessionId>(found - members_.begin()),
                       MassCancel{{}, std::string_view{account}});
}

std::string Venue::operate_for(SessionId session, InputBody body) {
    if (!running_) return "the exchange has stopped";
    const std::string refused = market_.apply(session, std::move(body), base::wall_now().us);
    worked_ = true;
    return flush() ? refused : "the journal cannot be written";
}

void Venue::apply(SessionId session, InputBody body) {
    market_.apply(session, std::move(body), base::wall_now().us);
    worked_ = true;
}

void Venue::on_arrival(Arrival arrival) {
    if (!running_) return;
    if (const auto* message = std::get_if<fix::Message>(&arrival)) return on_message(*message);
    if (const auto* gone = std::get_if<LoggedOut>(&arrival)) return on_logged_out(*gone);
    worked_ = true;  // a logon: what waits for this session can be sent
}

void Venue::on_message(const fix::Message& message) {
    const SessionId session = sessions_.at(message.session);
    const SessionTerms& terms = config_.sessions[session];
    metrics_.messages.add();
    Request request = read_request(message, terms, symbols_);
    if (auto* body = std::get_if<InputBody>(&request)) return apply(session, std::move(*body));
    if (const auto* question = std::get_if<StatusQuestion>(&request)) {
        return answer(*question, session);
    }
    if (std::holds_alternative<fix::PriceRequest>(request)) {
        return prices_.subscribe(message.session, terms.dialect, market_.exchange().prices());
    }
    if (const auto* complaint = std::get_if<Complaint>(&request)) {
        logging::warn("a member did not take a message",
                      {{"session", message.session}, {"text", complaint->text}});
        return;
    }
    metrics_.unreadable.add();
    const auto& reject = std::get<Unreadable>(request).reject;
    logging::info("message refused", {{"session", message.session}, {"reason", reject.text}});
    answer_later(session, fix::write(reject, terms.dialect));
}

void Venue::on_logged_out(const LoggedOut& gone) {
    const SessionId session = sessions_.at(gone.session);
    prices_.forget(gone.session);
    const SessionTerms& terms = config_.sessions[session];
    if (!terms.cancel_on_disconnect || terms.role != SessionRole::Orders) return;
    logging::info("cancelling the orders of a session that is gone", {{"session", gone.session}});
    apply(session, CancelSession{});
}

void Venue::answer(const StatusQuestion& question, SessionId session) {
    const auto order = market_.exchange().find(session, question.order);
    answer_later(session, status_reply(order, question, terms_of(session)));
}

void Venue::answer_later(SessionId session, fix::Message message) {
    if (replies_.size() < kRepliesOfTurnMax) replies_.emplace_back(session, std::move(message));
    worked_ = true;
}

void Venue::on_tick() {
    const int64_t now = base::wall_now().us;
    if (market_.time_us(now) >= market_.exchange().next_change_us()) apply(kNoSession, Tick{});
    metrics_.inputs.set(market_.inputs());
    metrics_.answers.set(static_cast<int64_t>(market_.answers().size()));
    metrics_.inbox_messages.set(static_cast<int64_t>(inbox_.waiting()));
    metrics_.journal_bytes.set(market_.journal().bytes());
    size_t behind = 0;
    for (const Outbox& outbox : outboxes_) behind = std::max(behind, outbox.behind());
    metrics_.answers_behind.set(static_cast<int64_t>(behind));
}

void Venue::on_turn_end() {
    if (!running_ || !(worked_ || more_)) return;
    worked_ = false;
    if (flush()) send_answers();
}

bool Venue::flush() {
    const base::MonoTime began = base::mono_now();
    const auto flushed = market_.flush();
    metrics_.flush_seconds.record_us(base::mono_now() - began);
    if (flushed.ok()) return true;
    running_ = false;  // what is not on file must not be told
    on_failed_(flushed.error().what);
    return false;
}

void Venue::send_answers() {
    more_ = false;
    for (Outbox& outbox : outboxes_) more_ = outbox.send(engine_, kAnswersPerTurn) || more_;
    for (auto& [session, message] : replies_) {
        const std::string& name = config_.sessions[session].fix.name;
        message.session = name;
        engine_.send(name, message);  // whoever is gone does not wait for it
    }
    replies_.clear();
    if (more_) again_.start_once(0);
}

}  // namespace venue
