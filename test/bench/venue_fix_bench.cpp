#include <CLI/CLI.hpp>
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <memory>
#include <mutex>
#include <vector>

#include "common/base/clock.h"
#include "common/fix/trading.h"
#include "common/log/log.h"
#include "test/support/venue/running_venue.h"

// Orders through the whole venue: FIX in, matched against the house's quote, journalled, FIX out to
// the member and to its drop copy. Venue and member share this process and its processors.
namespace {

constexpr int64_t kWindow = 1000;  // orders that are on their way at once

// Answers as they arrive: each order is filled with one trade.
class Counting : public fix::Listener {
  public:
    void on_logon(const std::string&, int64_t) noexcept override {
        const std::lock_guard lock{mutex_};
        ++logons_;
        changed_.notify_all();
    }
    void on_logout(const std::string&, const std::string&) noexcept override {}
    bool on_message(const fix::Message& message) noexcept override {
        const auto* exec_type = message.find(150);
        if (exec_type == nullptr || *exec_type != "F") return true;
        const int64_t now = base::mono_now().us;
        const std::lock_guard lock{mutex_};
        if (message.session == "drop") {
            ++copied_;
        } else if (const auto* id = message.find(11)) {
            answered_us_[std::strtoul(id->c_str(), nullptr, 10)] = now;
            ++filled_;
        }
        changed_.notify_all();
        return true;
    }
    void on_sequence_reset(const std::string&, int64_t, bool) noexcept override {}
    void on_wire(const std::string&, bool, const std::string&) noexcept override {}

    void expect(size_t orders) { answered_us_.assign(orders, 0); }
    [[nodiscard]] bool wait_logons(int count) {
        return wait([&] { return logons_ >= count; });
    }
    [[nodiscard]] bool wait_filled(int64_t count) {
        return wait([&] { return filled_ >= count; });
    }
    [[nodiscard]] bool wait_copied(int64_t count) {
        return wait([&] { return copied_ >= count; });
    }
    // Until the time, or for ever short of it when something is heard.
    void wait_until(int64_t mono_us) {
        std::unique_lock lock{mutex_};
        const auto left = std::chrono::microseconds{mono_us - base::mono_now().us};
        changed_.wait_for(lock, left, [&] { return base::mono_now().us >= mono_us; });
    }
    [[nodiscard]] int64_t answered_us(size_t order) const { return answered_us_[order]; }

  private:
    template <class Fact>
    bool wait(const Fact& fact) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{60}, fact);
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int logons_ = 0;
    int64_t filled_ = 0;
    int64_t copied_ = 0;
    std::vector<int64_t> answered_us_;
};

fix::EngineConfig member(const std::filesystem::path& folder, int port) {
    fix::EngineConfig config;
    config.store_dir = folder / "member";
    for (const char* name : {"main", "drop"}) {
        fix::SessionConfig session;
        session.name = name;
        session.sender = std::string{"TEST-"} + name;
        session.target = "VENUE";
        session.port = port;
        config.sessions.push_back(session);
    }
    return config;
}

fix::Message buy(int64_t number) {
    fix::NewOrder order;
    order.client_order_id = std::to_string(number);
    order.account = "AA" + std::to_string(1'000'000 + number % 5000);
    order.instrument = {events::Exchange::Nse, events::Segment::Cm, 303, "BIG"};
    order.product = "MIS";
    order.side = events::Side::Buy;
    order.type = events::OrderType::Limit;
    order.validity = events::Validity::Ioc;
    order.quantity = 1;
    order.price = 1'000'500;
    order.transact_time_us = base::wall_now().us;
    return fix::write(order, fix::Dialect{});
}

struct Figures {
    int64_t orders_per_s = 0;
    int64_t p50_us = 0;
    int64_t p99_us = 0;
};

class Bench {
  public:
    Bench(int64_t orders, int64_t paced)
        : orders_{orders},
          paced_{paced},
          config_{test::small_venue(folder_.path)},
          venue_{config_},
          member_{member(folder_.path, config_.fix_port), heard_} {
        heard_.expect(static_cast<size_t>(orders_ + paced_));
    }

    // Empty: done.
    std::string run(int64_t rate, Figures& figures) {
        if (!venue_.problem().empty()) return venue_.problem();
        const auto quoted = venue_.ask("POST", "/quote",
                                       "exchange=NSE&segment=CM&token=303&bid=99.95&ask=100.05"
                                       "&quantity=90000000");
        if (quoted.status != 200) return quoted.body;
        if (!member_.start().empty() || !heard_.wait_logons(2)) return "not logged on";
        if (!as_fast_as_answered(figures)) return "orders were not filled";
        return at_a_rate(rate, figures) ? "" : "orders were not filled at the rate";
    }

  private:
    bool as_fast_as_answered(Figures& figures) {
        const int64_t began = base::mono_now().us;
        for (int64_t i = 0; i < orders_; ++i) {
            if (i >= kWindow && !heard_.wait_filled(i - kWindow)) return false;
            member_.send("main", buy(i));
        }
        if (!heard_.wait_filled(orders_) || !heard_.wait_copied(orders_)) return false;
        figures.orders_per_s = orders_ * 1'000'000 / (base::mono_now().us - began);
        return true;
    }

    bool at_a_rate(int64_t rate, Figures& figures) {
        std::vector<int64_t> due_us;
        const int64_t began = base::mono_now().us;
        for (int64_t i = 0; i < paced_; ++i) {
            due_us.push_back(began + i * 1'000'000 / rate);
            heard_.wait_until(due_us.back());
            member_.send("main", buy(orders_ + i));
        }
        if (!heard_.wait_filled(orders_ + paced_)) return false;
        std::vector<int64_t> took;  // from when it was due: what we are late counts
        for (int64_t i = 0; i < paced_; ++i) {
            const auto at = static_cast<size_t>(i);
            took.push_back(heard_.answered_us(static_cast<size_t>(orders_ + i)) - due_us[at]);
        }
        std::sort(took.begin(), took.end());
        figures.p50_us = took[took.size() / 2];
        figures.p99_us = took[took.size() * 99 / 100];
        return true;
    }

    const int64_t orders_;
    const int64_t paced_;
    test::TempFolder folder_;
    venue::VenueConfig config_;
    test::RunningVenue venue_;
    Counting heard_;
    fix::Engine member_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Limit IOC orders that are filled, through the whole venue over FIX on loopback."};
    int64_t orders = 40'000;
    int64_t paced = 6'000;
    int64_t rate = 2'000;
    std::string json;
    const CLI::Range range{int64_t{1}, int64_t{10'000'000}};
    app.add_option("--orders", orders, "As fast as they are answered")->check(range);
    app.add_option("--paced", paced, "At the rate, for the latency")->check(range);
    app.add_option("--rate", rate, "Orders a second of these")->check(range);
    app.add_option("--json", json, "Where to write the figures");
    CLI11_PARSE(app, argc, argv);

    logging::start("bench", logging::Level::Error);
    Figures figures;
    auto bench = std::make_unique<Bench>(orders, paced);
    const std::string problem = bench->run(rate, figures);
    if (!problem.empty()) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        return 1;
    }
    char line[200];
    std::snprintf(line, sizeof line,
                  R"({"orders_per_s": %lld, "p50_us": %lld, "p99_us": %lld, "paced_per_s": %lld})",
                  static_cast<long long>(figures.orders_per_s),
                  static_cast<long long>(figures.p50_us), static_cast<long long>(figures.p99_us),
                  static_cast<long long>(rate));
    std::puts(line);
    if (!json.empty()) std::ofstream{json} << R"({"fix": )" << line << "}\n";
    return 0;
}
