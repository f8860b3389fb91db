#include "consumers/gateway/session_shell.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/events/command.h"
#include "common/log/log.h"
#include "consumers/gateway/requests.h"

namespace gateway {

using exits::Exit;

using base::Status;
using base::Unit;

namespace {

constexpr size_t kOpenRowsMax = 50'000;  // of one sweep
constexpr size_t kRecordsMax = 500;      // of one transaction
constexpr int64_t kTickUs = 200'000;
constexpr int64_t kReportUs = 500'000;
constexpr int64_t kNoteUs = 2'000'000;    // verdict::Limits::gateway_silent_us is several of it
constexpr int64_t kAlarmUs = 10'000'000;  // between two error lines about rows in doubt

Desk::Limits limits_of(const GatewayConfig& config) {
    Desk::Limits limits;
    limits.answer_timeout_us = config.answer_timeout_ms * 1'000;
    return limits;
}

}  // namespace

SessionShell::SessionShell(loop::Loop& loop, Context context, metrics::Registry& registry)
    : context_{std::move(context)},
      metrics_{registry, context_.settings.name},
      desk_{limits_of(context_.config),
            Throttle{context_.settings.messages_per_second, context_.settings.burst},
            context_.settings.dialect, context_.process},
      marking_{loop, "mark." + name(), context_.database, name(), context_.on_failed},
      recording_{loop, "record." + name(), context_.database, name(), context_.on_failed},
      timer_{loop, [this] { on_tick(); }} {
    // The first order finds the session open.
    marking_.post({[](Store&) -> Status { return Unit{}; }, [] {}});
    sweep();
    run();
}

void SessionShell::on_message(DeliveryKey key, const std::string& body) {
    const auto request = events::decode_send_request(body);
    if (!request.ok()) {
        // The rows are the truth: what it may have named is found by the next sweep.
        metrics_.bad_message.add();
        logging::error("send request dropped",
                       {{"session", name()}, {"reason", request.error().what}});
        return context_.ack(key);
    }
    desk_.on_message(key, request.value().client_order_ids);
    run();
}

void SessionShell::on_logon() {
    logged_on_ = true;
    logged_out_why_.clear();
    if (const auto over = reset_watch_.on_logon()) {
        logging::error("logged on after a reset", {{"session", name()}, {"reason", *over}});
    } else {
        logging::info("logged on", {{"session", name()}});
    }
    for (const fix::SessionConfig& session : context_.config.engine.sessions) {
        if (session.name == name() && session.reset_on_logon) on_numbers_reset();
    }
    desk_.on_logon(base::mono_now());
    sweep();
    run();
}

void SessionShell::on_logout(const std::string& why) {
    // A logon that is refused comes again all the time, with the same reason.
    if (why == fix::kDayBegun) {
        logging::info("the exchange's day begins", {{"session", name()}});
    } else if (logged_on_ || why != logged_out_why_) {
        logging::warn(logged_on_ ? "logged out" : "not logged on",
                      {{"session", name()}, {"reason", why}});
    }
    logged_on_ = false;
    logged_out_why_ = why;
    desk_.on_logout();
    run();
}

void SessionShell::on_numbers_lost(const std::string& what) {
    const auto reset = reset_watch_.on_lost(what);
    if (!reset) return;
    metrics_.resets.add();
    logging::error("the exchange's session was reset", {{"session", name()}, {"reason", *reset}});
}

void SessionShell::on_fix(const fix::Message& message) {
    const auto read = fix::read_from_exchange(message, context_.settings.dialect);
    if (!read.ok()) {
        metrics_.bad_message.add();
        logging::error("message of the exchange cannot be read", {{"session", name()},
                                                                  {"type", message.type},
                                                                  {"seq", message.seq},
                                                                  {"reason", read.error().what}});
        if (auto names = fix::names_in(message)) {
            desk_.on_unreadable(std::move(*names), read.error().what, base::mono_now());
            run();
        }
        return;
    }
    if (const auto* unknown = std::get_if<fix::Unknown>(&read.value())) {
        return logging::warn("message of the exchange means nothing to us",
                             {{"session", name()}, {"type", unknown->type}});
    }
    desk_.on_exchange(read.value(), base::mono_now());
    run();
}

void SessionShell::close() {
    desk_.close();
    run();
}

bool SessionShell::idle() const {
    return !desk_.busy() && marking_.idle() && recording_.idle() && records_.empty();
}

std::string SessionShell::not_ready() const {
    if (!logged_on_) {
        const char* const reset =
            reset_watch_.under_way() ? ", the exchange has lost its store" : "";
        return name() + ": not logged on" + reset +
               (logged_out_why_.empty() ? "" : ", " + logged_out_why_);
    }
    // Of the two lanes the one that looks at the books all the time, also before the first order.
    if (!recording_.database_is_up()) return name() + ": database has no session";
    return "";
}

void SessionShell::run() {
    const base::MonoTime now = base::mono_now();
    for (auto steps = desk_.steps(now); !steps.empty(); steps = desk_.steps(now)) {
        for (Step& step : steps) perform(std::move(step));
    }
    for (const DeliveryKey& key : desk_.settled()) context_.ack(key);
    write_records();
    timer_.start_once(std::max<int64_t>(desk_.next_us(base::mono_now(), kTickUs) / 1'000, 1));
}

void SessionShell::on_tick() {
    const base::MonoTime now = base::mono_now();
    if (now - swept_ >= context_.config.sweep_ms * 1'000) sweep();
    if (now - reported_ >= kReportUs) report();
    note_session();
    run();
}

// At a change at once, else now and then, so that a gateway that is gone is told from one that has
// nothing to do.
void SessionShell::note_session() {
    const base::MonoTime now = base::mono_now();
    const bool is_due = noted_logged_on_ != logged_on_ || now - noted_ >= kNoteUs;
    if (!is_due || noting_) return;
    noting_ = true;
    noted_ = now;
    noted_logged_on_ = logged_on_;
    recording_.post(
        {[logged_on = logged_on_](Store& store) -> Status { return store.note_session(logged_on); },
         [this] { noting_ = false; }});
}

void SessionShell::perform(Step step) {
    if (auto* one = std::get_if<Send>(&step)) return send(*one);
    if (auto* one = std::get_if<AskExchange>(&step)) return ask(one->order);
    if (auto* one = std::get_if<LookUp>(&step)) return look(std::move(one->ids));
    if (auto* one = std::get_if<Mark>(&step)) return mark(std::move(one->orders));
    if (auto* one = std::get_if<PutBack>(&step)) return put_back(std::move(*one));
    if (auto* one = std::get_if<AskBooks>(&step)) return ask_books(std::move(one->orders));
    note(std::move(step));
}

// Keeps what is to be written.
void SessionShell::note(Step step) {
    bool kept = true;
    if (auto* sent = std::get_if<RecordSent>(&step)) {
        kept = records_.add(std::move(*sent));
    } else if (auto* heard = std::get_if<Hear>(&step)) {
        kept = records_.add(std::move(*heard));
    } else if (auto* refused = std::get_if<Refuse>(&step)) {
        metrics_.rejected.add();
        kept = records_.add(std::move(*refused));
    } else if (auto* living = std::get_if<Living>(&step)) {
        kept = records_.add(std::move(*living));
    } else if (auto* doubted = std::get_if<Doubt>(&step)) {
        kept = records_.add(std::move(*doubted));
    } else if (auto* rejected = std::get_if<Reject>(&step)) {
        metrics_.rejected.add();
        logging::warn(
            "order not taken",
            {{"session", name()}, {"client_order_id", rejected->id}, {"reason", rejected->reason}});
        kept = records_.add(std::move(*rejected));
    } else {
        unmatched(std::get<Unmatched>(step).reason);
    }
    if (!kept) unmatched("too many orders that nobody here has sent");
}

void SessionShell::unmatched(const std::string& reason) {
    metrics_.unmatched.add();
    logging::error("the exchange speaks of no order or message of ours",
                   {{"session", name()}, {"reason", reason}});
}

void SessionShell::send(const Send& step) {
    const Exit& order = step.order;
    // A slow disk under the orders before this one, or a process that was stopped for a while.
    if (base::mono_now() > step.until) return desk_.on_too_late(order.client_order_id);
    const int64_t now_us = base::wall_now().us;
    const fix::Dialect& dialect = context_.settings.dialect;
    fix::Message message = order.is_cancel() ? fix::write(cancel_order(order, now_us), dialect)
                                             : fix::write(new_order(order, now_us), dialect);
    message.session = name();
    const int64_t seq = context_.engine.send(name(), message);
    if (seq == 0) return desk_.on_not_sent(order.client_order_id);
    const int64_t wire_us = base::wall_now().us;
    (order.is_cancel() ? metrics_.cancels_sent : metrics_.orders_sent).add();
    metrics_.planned_to_wire_seconds.record_us(wire_us - order.planned_us);
    desk_.on_sent(order.client_order_id, seq, base::mono_now(), wire_us);
}

void SessionShell::ask(const Exit& order) {
    fix::Message message = fix::write(status_request(order), context_.settings.dialect);
    message.session = name();
    const int64_t seq = context_.engine.send(name(), message);
    if (seq == 0) return;  // after the next logon
    metrics_.status_sent.add();
    logging::info("order in doubt, asking the exchange",
                  {{"session", name()}, {"client_order_id", order.client_order_id}});
    desk_.on_asked(order.client_order_id, seq, base::mono_now());
}

void SessionShell::look(std::vector<std::string> ids) {
    const auto rows = std::make_shared<std::vector<Exit>>();
    const auto asked = std::make_shared<std::vector<std::string>>(std::move(ids));
    marking_.post({[=](Store& store) -> Status {
                       auto found = store.look(*asked);
                       if (!found.ok()) return found.error();
                       *rows = std::move(found).value();
                       return Unit{};
                   },
                   [=, this] {
                       desk_.on_looked(*asked, std::move(*rows));
                       run();
                   }});
}

void SessionShell::mark(std::vector<Exit> orders) {
    const auto outcome = std::make_shared<MarkOutcome>();
    const std::string mark = context_.process + std::to_string(++marks_);
    const bool day_only = !context_.settings.ioc_orders;
    const auto work = [outcome, mark, day_only,
                       orders = std::move(orders)](Store& store) -> Status {
        auto marked = store.mark(orders, mark, day_only);
        if (!marked.ok()) return marked.error();
        *outcome = std::move(marked).value();
        return Unit{};
    };
    marking_.post({work, [this, outcome] {
                       const base::MonoTime now = base::mono_now();
                       metrics_.marking_seconds.record_us(now - outcome->marked.begun);
                       metrics_.fenced.add(static_cast<int64_t>(outcome->fenced_accounts.size()));
                       desk_.on_marked(std::move(outcome->marked), now);
                       if (!outcome->fenced_accounts.empty()) {
                           context_.wake(outcome->fenced_accounts);
                       }
                       run();
                   }});
}

void SessionShell::put_back(PutBack row) {
    metrics_.put_back.add();
    const auto recorded = std::make_shared<Recorded>();
    marking_.post({[recorded, row = std::move(row)](Store& store) -> Status {
                       auto done = store.put_back({row});
                       if (!done.ok()) return done.error();
                       *recorded = std::move(done).value();
                       return Unit{};
                   },
                   [recorded, this] {
                       tell(*recorded);
                       for (const std::string& account : recorded->accounts) {
                           desk_.on_put_back(account, base::mono_now());
                       }
                       run();
                   }});
}

void SessionShell::ask_books(std::vector<Exit> orders) {
    const auto answers = std::make_shared<std::vector<BookAnswer>>();
    const auto work = [answers, orders = std::move(orders)](Store& store) -> Status {
        auto found = store.books(orders);
        if (!found.ok()) return found.error();
        *answers = std::move(found).value();
        return Unit{};
    };
    recording_.post({work, [this, answers] {
                         desk_.on_books(*answers, base::mono_now());
                         run();
                     }});
}

// While one transaction runs, the next collects.
void SessionShell::write_records() {
    if (writing_ || records_.empty()) return;
    writing_ = true;
    const auto records = std::make_shared<Records>(records_.take(kRecordsMax));
    const auto recorded = std::make_shared<Recorded>();
    recording_.post({[=](Store& store) -> Status {
                         auto done = store.record(*records);
                         if (!done.ok()) return done.error();
                         *recorded = std::move(done).value();
                         return Unit{};
                     },
                     [=, this] {
                         writing_ = false;
                         tell(*recorded);
                         desk_.on_written(*records, base::mono_now());
                         run();
                     }});
}

void SessionShell::tell(const Recorded& recorded) {
    for (const Recorded::InDoubt& one : recorded.in_doubt) {
        metrics_.contradictions.add();
        desk_.await_look(one.account, base::mono_now());
        logging::error("the exchange contradicts itself, the books decide",
                       {{"session", name()}, {"client_order_id", one.id}, {"reason", one.reason}});
    }
    for (const std::string& account : recorded.uncounted) {
        desk_.await_look(account, base::mono_now());
    }
    if (!recorded.accounts.empty()) context_.wake(recorded.accounts);
}

void SessionShell::sweep() {
    if (sweeping_) return;
    sweeping_ = true;
    swept_ = base::mono_now();
    const auto found = std::make_shared<Found>();
    const bool with_ended = !std::exchange(swept_once_, true);
    recording_.post(
        {[=](Store& store) -> Status {
             auto rows = store.find_open(kOpenRowsMax, with_ended);
             if (!rows.ok()) return rows.error();
             *found = std::move(rows).value();
             return Unit{};
         },
         [=, this] {
             sweeping_ = false;
             for (const std::string& account : found->ended_accounts) {
                 desk_.await_look(account, base::mono_now());
             }
             if (!found->ended_accounts.empty()) context_.wake(found->ended_accounts);
             metrics_.contradicted.set(static_cast<int64_t>(found->in_doubt));
             metrics_.contradicted_seconds.set_us(
                 found->in_doubt == 0
                     ? 0
                     : std::max<int64_t>(0, base::wall_now().us - found->oldest_doubt_us));
             desk_.on_day(found->day);
             desk_.on_found(std::move(found->open), base::mono_now());
             run();
         }});
}

void SessionShell::report() {
    const base::MonoTime now = base::mono_now();
    reported_ = now;
    const Desk::Counts counts = desk_.counts(now);
    metrics_.waiting_orders.set(static_cast<int64_t>(counts.waiting_orders));
    metrics_.waiting_cancels.set(static_cast<int64_t>(counts.waiting_cancels));
    metrics_.unanswered.set(static_cast<int64_t>(counts.unanswered));
    metrics_.in_doubt.set(static_cast<int64_t>(counts.in_doubt));
    metrics_.in_doubt_seconds.set_us(counts.oldest_in_doubt_us);
    metrics_.throttle_room.set(desk_.throttle_available(now));
    metrics_.logged_on.set(logged_on_ ? 1 : 0);
    if (counts.oldest_in_doubt_us < 2 * context_.config.answer_timeout_ms * 1'000) return;
    if (now - alarmed_ < kAlarmUs) return;
    alarmed_ = now;
    logging::error("orders in doubt: sent, or about to be, and the exchange has not said",
                   {{"session", name()},
                    {"orders", counts.in_doubt},
                    {"oldest_ms", counts.oldest_in_doubt_us / 1'000}});
}

}  // namespace gateway
