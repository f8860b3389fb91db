// ExecutionReports from an acceptor to an initiator over the loopback, with file stores on both
// sides: how many a second until the last one is handed out. Prints text; --json FILE for scripts.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "common/base/clock.h"
#include "common/fix/trading.h"
#include "test/unit/fix/pair.h"

namespace {

constexpr std::chrono::seconds kDeadline{120};

// Counts; keeps nothing.
class Count : public fix::Listener {
  public:
    void on_logon(const std::string&, int64_t) noexcept override { add(logons_); }
    void on_logout(const std::string&, const std::string&) noexcept override {}
    bool on_message(const fix::Message& message) noexcept override {
        const auto read = fix::read_from_exchange(message, dialect_);
        if (!read.ok()) return false;
        add(messages_);
        return true;
    }
    void on_sequence_reset(const std::string&, int64_t, bool) noexcept override {}
    void on_wire(const std::string&, bool, const std::string&) noexcept override {}

    bool wait_logon() { return wait(logons_, 1); }
    bool wait_messages(int64_t count) { return wait(messages_, count); }

  private:
    void add(std::atomic<int64_t>& counter) {
        counter.fetch_add(1);
        counter.notify_all();
    }
    bool wait(std::atomic<int64_t>& counter, int64_t count) {
        const base::MonoTime begin = base::mono_now();
        for (int64_t now = counter.load(); now < count; now = counter.load()) {
            if (base::mono_now() - begin > std::chrono::microseconds{kDeadline}.count())
                return false;
            counter.wait(now);
        }
        return true;
    }

    const fix::Dialect dialect_{};
    std::atomic<int64_t> logons_{0};
    std::atomic<int64_t> messages_{0};
};

fix::ExecutionReport report(int64_t number) {
    fix::ExecutionReport report;
    report.exec_id = "e" + std::to_string(number);
    report.exec_type = fix::ExecType::Trade;
    report.status = fix::OrdStatus::PartiallyFilled;
    report.exchange_order_id = "x" + std::to_string(number);
    report.client_order_id = "c" + std::to_string(number);
    report.account = "A" + std::to_string(number % 1000);
    report.instrument = {.exchange = {}, .segment = {}, .token = 26'000, .symbol = "NIFTY"};
    report.quantity = report.leaves = 1000;
    report.last_quantity = 65;
    report.last_price = report.price = 245'002'500;
    report.trade_no = std::to_string(number);
    report.day = 20261121;
    report.transact_time_us = 1'795'000'000'000'000 + number;
    return report;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"ExecutionReports a second through two FIX engines"};
    int64_t messages = 100'000;
    std::string json;
    app.add_option("--messages", messages);
    app.add_option("--json", json);
    CLI11_PARSE(app, argc, argv);
    Pair pair;  // for its port, folders and configuration
    Count venue_count, member_count;
    fix::Engine venue{pair.venue_config, venue_count};
    fix::Engine member{pair.member_config, member_count};
    if (!venue.start().empty() || !member.start().empty()) return 1;
    if (!member_count.wait_logon() || !venue_count.wait_logon()) return 1;
    const fix::Dialect dialect;
    const base::MonoTime begin = base::mono_now();
    for (int64_t i = 0; i < messages; ++i) {
        if (venue.send("member", write(report(i), dialect)) == 0) return 1;
    }
    const int64_t sent_us = base::mono_now() - begin;
    if (!member_count.wait_messages(messages)) return 1;
    const int64_t us = base::mono_now() - begin;
    const int64_t rate = messages * 1'000'000 / us;
    std::printf("%ld ExecutionReports in %ld ms (sent after %ld ms): %ld a second\n", messages,
                us / 1000, sent_us / 1000, rate);
    if (json.empty()) return 0;
    std::ofstream{json} << "{\"messages\": " << messages << ", \"us\": " << us
                        << ", \"sent_us\": " << sent_us << ", \"messages_per_second\": " << rate
                        << "}\n";
    return 0;
}
