#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/events/codec.h"
#include "producers/feed/drop_copy.h"
#include "producers/feed/numbering.h"
#include "test/unit/db/temporary_folder.h"
#include "test/unit/fix/make_report.h"
#include "test/unit/fix/pair.h"
#include "test/unit/loop/run_until.h"

// An exchange that sends what a test says, and remembers it for resends until it is made anew.
class Venue {
  public:
    explicit Venue(std::string store) {
        config_.acceptor = true;
        config_.accept_port = free_port();
        config_.store_dir = std::move(store);
        config_.sessions.push_back({.name = "member", .sender = "VENUE", .target = "MEMBER"});
    }

    void open() {
        engine_ = std::make_unique<fix::Engine>(config_, heard_);
        REQUIRE(engine_->start() == "");
    }
    void close() { engine_.reset(); }
    void forget_numbers() const { std::filesystem::remove_all(config_.store_dir); }

    // False: not logged on.
    bool send(const fix::ExecutionReport& report, bool poss_resend = false) {
        fix::Message message = fix::write(report, fix::Dialect{});
        if (poss_resend) message.add(97, "Y");
        return engine_->send("member", message) > 0;
    }
    [[nodiscard]] bool logged_on() const { return engine_ && engine_->logged_on("member"); }
    [[nodiscard]] int port() const { return config_.accept_port; }
    fix::Engine& engine() { return *engine_; }

  private:
    fix::EngineConfig config_;
    Heard heard_;
    std::unique_ptr<fix::Engine> engine_;
};

// One life of a feed with a drop copy as its source; the broker is a vector.
class Life {
  public:
    Life(const Venue& venue, const std::string& store, const feed::Progress& from,
         size_t waiting_messages_max = 1000, const reports::MappingConfig& mapping = {})
        : Life{config_for(venue.port(), store, waiting_messages_max, mapping), from} {}
    Life(feed::DropCopyConfig config, const feed::Progress& from)
        : source_{loop_, std::move(config), registry_}, numbering_{from} {
        source_.start({from.first_day, from.position, from.mark}, [this] { take(); });
    }

    // Runs until so many records were published, dead letters included; false after 10 s.
    bool run_until_published(size_t count) {
        return run_until([&] { return published.size() >= count; });
    }
    bool run_until(const std::function<bool()>& fact) {
        return test::run_until(loop_, fact, 10'000);
    }
    // Sends as soon as the session is up.
    bool run_until_sent(Venue& venue, const fix::ExecutionReport& report) {
        const base::MonoTime deadline = base::mono_now() + 10'000'000;
        while (base::mono_now() < deadline) {
            if (!run_until([&] { return venue.logged_on(); })) return false;
            if (venue.send(report)) return true;
        }
        return false;
    }
    void take_no_more_than(size_t count) { most_ = count; }
    void take_all() {
        most_ = SIZE_MAX;
        take();
    }
    [[nodiscard]] bool ready() const { return source_.not_ready().empty(); }
    [[nodiscard]] const feed::Progress& progress() const { return numbering_.progress(); }
    [[nodiscard]] int64_t counted(const char* metric) {
        const std::string text = "\n" + registry_.text();
        const std::string head = std::string{"\n"} + metric + " ";
        const size_t at = text.find(head);
        return at == std::string::npos ? -1 : std::stoll(text.substr(at + head.size()));
    }

    std::vector<std::string> published;  // events as JSON, or "refused: why"
    std::vector<feed::Progress> before;  // each of them

    static feed::DropCopyConfig config_for(int port, const std::string& store,
                                           size_t waiting_messages_max = 1000,
                                           const reports::MappingConfig& mapping = {}) {
        feed::DropCopyConfig config;
        config.mapping = mapping;
        config.engine.store_dir = store;
        config.engine.sessions.push_back({.name = "drop_copy",
                                          .sender = "MEMBER",
                                          .target = "VENUE",
                                          .port = port,
                                          .heartbeat_s = 1});
        config.waiting_messages_max = waiting_messages_max;
        return config;
    }

  private:
    void take() {
        while (published.size() < most_ && source_.look() == feed::Source::Look::Ready) {
            const feed::Record& record = source_.front();
            if (record.reset) {
                numbering_.begin_again();
            } else if (record.nothing > 0) {
                numbering_.skip(record.nothing);
            } else if (record.empty) {
                REQUIRE(numbering_.admit(record.empty->day, 9) == feed::Admission::Yes);
                (void)numbering_.number(record.empty->partition);
            } else {
                before.push_back(numbering_.progress());
                published.push_back(publish(record));
            }
            if (record.mark != 0) numbering_.set_mark(record.mark);
            source_.pop();
        }
    }

    std::string publish(const feed::Record& record) {
        std::string refusal = record.refusal;
        if (refusal.empty() && numbering_.admit(record.event.day, 9) != feed::Admission::Yes) {
            refusal = "day";
        }
        if (!refusal.empty()) {
            if (!record.unplaced) numbering_.skip();
            return "refused: " + refusal;
        }
        events::Event event = record.event;
        const std::string source = numbering_.stream_name("s");
        event.source = source;
        event.received_time_us = 1;
        event.seq = numbering_.number(event.partition);
        std::string text;
        events::encode(event, text);
        return text;
    }

    loop::Loop loop_;
    metrics::Registry registry_;
    feed::DropCopy source_;
    feed::Numbering numbering_;
    size_t most_ = SIZE_MAX;
};
