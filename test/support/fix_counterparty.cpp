// An exchange that is not ours: takes one FIX session, whose dialect is configuration, and answers
// as it is told on standard input, a command a line:
//
//   order HOW      new, fill, freeze, reject, silence, reject3 or rejectj: orders from now on;
//                  contradict: fills, and then refuses; heartbeat: refuses another message
//   cancel HOW     ok, unknown, late, silence or reject3
//   status HOW     truth, silence, reject3 or rejectj
//   report ID new|cancelled|rejected         about an order that it has received, of itself
//   report ID fill QUANTITY EXECUTION        a trade; the same EXECUTION again is told again
//   report ID bust EXECUTION                 takes that trade back
//   unknown TYPE   a message of this type, with a text alone
//   refuse N       the Nth message from now on is lost with the connection, as if never received
//   drop N         the Nth message from now on is received, and the connection lost unanswered
//
// Writes what it receives to standard output: "logon", "logout", "D id", "F id", "H id", "? type".
#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "common/base/bounded_queue.h"
#include "common/base/clock.h"
#include "common/config/document.h"
#include "common/fix/engine.h"
#include "common/fix/fix_config.h"
#include "common/fix/trading.h"

namespace {

void say(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

struct Input {
    bool command = false;
    std::string line;
    fix::Message message;
};

class Wire : public fix::Listener {
  public:
    Wire(const std::string& session, base::BoundedQueue<Input>& inputs)
        : session_{session}, inputs_{inputs} {}

    fix::Engine* engine = nullptr;
    std::atomic<int> refuse_in{0};
    std::atomic<int> drop_in{0};

    void on_logon(const std::string&, int64_t) noexcept override { say("logon"); }
    void on_logout(const std::string& session, const std::string&) noexcept override {
        if (const int64_t from = lost_.exchange(0); from > 0) engine->rewind(session, from);
        say("logout");
    }
    bool on_message(const fix::Message& message) noexcept override {
        if (refuse_in.load() > 0 && --refuse_in == 0) {
            lost_ = message.seq;
            return false;
        }
        Input input{false, "", message};
        if (drop_in.load() > 0 && --drop_in == 0) input.line = "drop";
        return inputs_.try_push(input);
    }
    void on_sequence_reset(const std::string&, int64_t, bool) noexcept override {}
    void on_wire(const std::string&, bool, const std::string&) noexcept override {}

  private:
    const std::string session_;
    base::BoundedQueue<Input>& inputs_;
    std::atomic<int64_t> lost_{0};
};

class Counterparty {
  public:
    Counterparty(fix::Engine& engine, Wire& wire, std::string session, fix::Dialect dialect)
        : engine_{engine}, wire_{wire}, session_{std::move(session)}, dialect_{dialect} {}

    void obey(const std::string& line) {
        std::istringstream words{line};
        std::string verb;
        std::string how;
        words >> verb >> how;
        if (verb == "refuse") {
            wire_.refuse_in = std::stoi(how);
        } else if (verb == "drop") {
            wire_.drop_in = std::stoi(how);
        } else if (verb == "report") {
            report_again(how, words);
        } else if (verb == "unknown") {
            fix::Message message;
            message.type = how;
            send(message.add(58, "lunch is served"));
        } else {
            how_[verb] = how;
        }
        say("ok " + line);
    }

    void take(const fix::Message& message, bool drop) {
        const auto read = fix::read_from_member(message, dialect_);
        if (!read.ok()) {
            say("? " + message.type + " " + read.error().what);
            return refuse(message, true, "cannot be read: " + read.error().what);
        }
        if (const auto* order = std::get_if<fix::NewOrder>(&read.value())) {
            take_order(message, *order, drop);
        } else if (const auto* cancel = std::get_if<fix::CancelOrder>(&read.value())) {
            take_cancel(message, *cancel, drop);
        } else if (const auto* request = std::get_if<fix::StatusRequest>(&read.value())) {
            take_status(message, *request);
        } else {
            say("? " + message.type);
            refuse(message, true, "unsupported message type");
        }
    }

  private:
    void take_order(const fix::Message& message, const fix::NewOrder& order, bool drop) {
        say("D " + order.client_order_id);
        orders_.emplace(order.client_order_id, order);
        if (drop) return engine_.drop(session_);
        const std::string how = how_["order"];
        if (how == "silence") return;
        if (how == "reject3" || how == "rejectj") {
            orders_.erase(order.client_order_id);
            return refuse(message, how == "rejectj", "not allowed here");
        }
        fix::ExecutionReport report = report_of(order);
        if (how == "reject") {
            orders_.erase(order.client_order_id);
            report.exec_type = fix::ExecType::Rejected;
            report.status = fix::OrdStatus::Rejected;
            report.text = "price outside the band";
            return send(fix::write(report, dialect_));
        }
        if (how == "freeze") {
            report.exec_type = fix::ExecType::PendingNew;
            report.status = fix::OrdStatus::PendingNew;
        }
        send(fix::write(report, dialect_));
        if (how == "fill" || how == "contradict") fill(order, report);
        // That it has filled, and that it was not taken; or a refusal of another message.
        if (how == "contradict") refuse(message, true, "not allowed here");
        if (how == "heartbeat") {
            fix::Message other = message;
            other.type = "0";
            refuse(other, true, "not allowed here");
        }
    }

    void fill(const fix::NewOrder& order, fix::ExecutionReport report) {
        report.exec_id = next_id("E");
        report.exec_type = fix::ExecType::Trade;
        report.status = fix::OrdStatus::Filled;
        report.last_quantity = order.quantity;
        report.last_price = order.price;
        report.cumulative = order.quantity;
        report.leaves = 0;
        report.trade_no = next_id("T");
        send(fix::write(report, dialect_));
    }

    // A report that nobody has asked for. What no order was received for is ignored.
    void report_again(const std::string& id, std::istringstream& words) {
        const auto order = orders_.find(id);
        if (order == orders_.end()) return;
        std::string what;
        words >> what;
        fix::ExecutionReport report = report_of(order->second);
        if (what == "cancelled" || what == "rejected") {
            const bool rejected = what == "rejected";
            report.exec_type = rejected ? fix::ExecType::Rejected : fix::ExecType::Canceled;
            report.status = rejected ? fix::OrdStatus::Rejected : fix::OrdStatus::Canceled;
            report.leaves = 0;
            report.text = rejected ? "refused by the operator" : "";
        } else if (what == "fill") {
            int64_t quantity = 0;
            words >> quantity >> report.exec_id;
            executions_.emplace(report.exec_id, Execution{id, quantity});
            trade(report, fix::ExecType::Trade, report.exec_id);
        } else if (what == "bust") {
            words >> report.exec_ref_id;
            trade(report, fix::ExecType::TradeBust, report.exec_ref_id);
            executions_.erase(report.exec_ref_id);
        }
        send(fix::write(report, dialect_));
    }

    void trade(fix::ExecutionReport& report, fix::ExecType type, const std::string& execution) {
        const Execution spoken_of = executions_[execution];
        report.exec_type = type;
        report.last_quantity = spoken_of.quantity;
        report.last_price = report.price;
        report.trade_no = "T" + execution;
        for (const auto& [name, one] : executions_) {
            const bool busted = type == fix::ExecType::TradeBust && name == execution;
            if (one.client_order_id == report.client_order_id && !busted) {
                report.cumulative += one.quantity;
            }
        }
        report.leaves = report.quantity - report.cumulative;
        report.status = report.leaves == 0       ? fix::OrdStatus::Filled
                        : report.cumulative == 0 ? fix::OrdStatus::New
                                                 : fix::OrdStatus::PartiallyFilled;
    }

    void take_cancel(const fix::Message& message, const fix::CancelOrder& cancel, bool drop) {
        say("F " + cancel.client_order_id);
        if (drop) return engine_.drop(session_);
        const std::string how = how_["cancel"];
        if (how == "silence") return;
        if (how == "reject3") return refuse(message, false, "not allowed here");
        if (how == "unknown" || how == "late") {
            fix::CancelReject reject;
            reject.client_order_id = cancel.client_order_id;
            reject.original_client_order_id = cancel.original_client_order_id;
            reject.exchange_order_id = cancel.exchange_order_id;
            reject.unknown_order = how == "unknown";
            reject.status =
                reject.unknown_order ? fix::OrdStatus::Rejected : fix::OrdStatus::Filled;
            reject.text = reject.unknown_order ? "unknown order" : "too late to cancel";
            reject.transact_time_us = base::wall_now().us;
            return send(fix::write(reject, dialect_));
        }
        fix::ExecutionReport report;
        report.exec_id = next_id("E");
        report.exec_type = fix::ExecType::Canceled;
        report.status = fix::OrdStatus::Canceled;
        report.exchange_order_id = cancel.exchange_order_id;
        report.client_order_id = cancel.client_order_id;
        report.original_client_order_id = cancel.original_client_order_id;
        report.account = cancel.account;
        report.instrument = cancel.instrument;
        report.side = cancel.side;
        report.quantity = cancel.quantity;
        report.transact_time_us = base::wall_now().us;
        send(fix::write(report, dialect_));
    }

    void take_status(const fix::Message& message, const fix::StatusRequest& request) {
        say("H " + request.client_order_id);
        const std::string how = how_["status"];
        if (how == "silence") return;
        if (how == "reject3" || how == "rejectj") {
            return refuse(message, how == "rejectj", "unsupported message type");
        }
        const auto order = orders_.find(request.client_order_id);
        fix::ExecutionReport report;
        if (order != orders_.end()) {
            report = report_of(order->second);
            report.status = fix::OrdStatus::New;
        } else {
            report.client_order_id = request.client_order_id;
            report.account = request.account;
            report.instrument = request.instrument;
            report.side = request.side;
            report.exchange_order_id = "NONE";
            report.status = fix::OrdStatus::Rejected;
            report.text = "unknown order";
            report.transact_time_us = base::wall_now().us;
        }
        report.exec_id = next_id("E");
        report.exec_type = fix::ExecType::Status;
        send(fix::write(report, dialect_));
    }

    fix::ExecutionReport report_of(const fix::NewOrder& order) {
        fix::ExecutionReport report;
        report.exec_id = next_id("E");
        report.exec_type = fix::ExecType::New;
        report.status = fix::OrdStatus::New;
        report.exchange_order_id =
            numbers_.try_emplace(order.client_order_id, next_id("11")).first->second;
        report.client_order_id = order.client_order_id;
        report.account = order.account;
        report.instrument = order.instrument;
        report.product = order.product;
        report.side = order.side;
        report.type = order.type;
        report.validity = order.validity;
        report.quantity = order.quantity;
        report.price = order.price;
        report.leaves = order.quantity;
        report.transact_time_us = base::wall_now().us;
        return report;
    }

    void refuse(const fix::Message& message, bool business, const std::string& text) {
        fix::MessageReject reject;
        reject.business = business;
        reject.ref_seq = message.seq;
        reject.ref_type = message.type;
        reject.text = text;
        send(fix::write(reject, dialect_));
    }

    void send(fix::Message message) {
        message.session = session_;
        engine_.send(session_, message);
    }

    std::string next_id(const std::string& prefix) { return prefix + std::to_string(++ids_); }

    fix::Engine& engine_;
    Wire& wire_;
    const std::string session_;
    const fix::Dialect dialect_;
    std::map<std::string, std::string> how_{
        {"order", "new"}, {"cancel", "ok"}, {"status", "truth"}};
    std::map<std::string, fix::NewOrder> orders_;
    std::map<std::string, std::string> numbers_;
    struct Execution {
        std::string client_order_id;
        int64_t quantity = 0;
    };
    std::map<std::string, Execution> executions_;  // by ExecID
    int64_t ids_ = 1'000'000;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A FIX counterparty for tests, led by lines on standard input."};
    std::string config_path;
    app.add_option("--config", config_path, "TOML file with the section [counterparty]")
        ->required();
    CLI11_PARSE(app, argc, argv);

    auto document = config::Document::load(config_path);
    if (!document.ok()) return std::fprintf(stderr, "%s\n", document.error().what.c_str()), 2;
    config::Document file = std::move(document).value();
    config::Section section = file.section("counterparty");
    fix::EngineConfig config = fix::engine_config(section);
    config.acceptor = true;
    config.accept_port = static_cast<int>(section.integer("accept_port", 0, 1, 65'535));
    fix::SessionConfig session = fix::session_config(section);
    session.name = "member";
    config.sessions.push_back(session);
    const fix::Dialect dialect = fix::dialect(section);
    for (const std::string& problem : file.problems())
        std::fprintf(stderr, "%s\n", problem.c_str());
    if (!file.problems().empty()) return 2;

    base::BoundedQueue<Input> inputs{100'000};
    Wire wire{session.name, inputs};
    fix::Engine engine{config, wire};
    wire.engine = &engine;
    if (const std::string problem = engine.start(); !problem.empty()) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        return 2;
    }
    Counterparty counterparty{engine, wire, session.name, dialect};
    say("ready");
    std::thread reader{[&inputs] {
        for (std::string line; std::getline(std::cin, line);) {
            Input input{true, line, {}};
            if (!inputs.try_push(input)) break;
        }
        inputs.close();
    }};
    while (!inputs.closed()) {
        for (const Input& input : inputs.take_all(std::chrono::milliseconds{200})) {
            if (input.command) {
                counterparty.obey(input.line);
            } else {
                counterparty.take(input.message, input.line == "drop");
            }
        }
    }
    reader.join();
    engine.stop();
}
