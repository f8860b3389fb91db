// The broker's own limit: a day's bodies, built beforehand, published with confirms and consumed by
// one thread through the ledger queues, the journal bound as ever. No ledger may run. Prints JSON:
// events, messages, seconds, events_per_s.
#include <CLI/CLI.hpp>

#include "common/amqp/publisher.h"
#include "common/amqp/subscriber.h"
#include "common/base/clock.h"
#include "common/events/topology.h"
#include "common/loop/timer.h"
#include "common/service/startup.h"
#include "test/bench/day_bodies.h"

namespace {

class RawBroker {
  public:
    RawBroker(loop::Loop& loop, const amqp::LinkConfig& link, int32_t partitions,
              std::vector<feed::Body> bodies)
        : loop_{loop},
          bodies_{std::move(bodies)},
          publisher_{
              loop, link, {.messages_max = 2000, .bytes_max = 64u << 20}, [this] { fill(); }},
          subscriber_{loop,
                      link,
                      queues(partitions),
                      events::kBodyBytesMax,
                      {[this](amqp::Delivery delivery) { on_delivery(delivery); },
                       [this](uint64_t) {
                           begin_ = base::mono_now();
                           fill();
                       },
                       [](uint64_t) {}}} {}

    [[nodiscard]] int64_t took_us() const { return end_ - begin_; }
    [[nodiscard]] size_t messages() const { return received_; }
    void close() {
        publisher_.close();
        subscriber_.close();
    }

  private:
    static std::vector<amqp::Subscription> queues(int32_t partitions) {
        std::vector<amqp::Subscription> all;
        for (int32_t p = 0; p < partitions; ++p) {
            all.push_back({events::topology::ledger_queue(p), 200, {}});
        }
        return all;
    }

    void fill() {
        while (next_ < bodies_.size() && publisher_.has_room()) {
            feed::Body& body = bodies_[next_++];
            amqp::Message message{std::string{events::topology::kEvents},
                                  events::topology::event_key("order", body.partition),
                                  body.packed ? "zstd" : "", std::move(body.text)};
            base::must(publisher_.try_publish(message).has_value());
        }
        finish_if_done();
    }

    void on_delivery(const amqp::Delivery& delivery) {
        subscriber_.ack(delivery.epoch, delivery.tag);
        ++received_;
        finish_if_done();
    }

    void finish_if_done() {
        if (received_ < bodies_.size() || publisher_.confirmed_through() < bodies_.size()) return;
        end_ = base::mono_now();
        loop_.stop();
    }

    loop::Loop& loop_;
    std::vector<feed::Body> bodies_;
    size_t next_ = 0;
    size_t received_ = 0;
    base::MonoTime begin_;
    base::MonoTime end_;
    amqp::Publisher publisher_;
    amqp::Subscriber subscriber_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"The rate at which the broker alone takes and gives a day's events"};
    std::string config_path;
    bench::DayOptions day;
    app.add_option("--config", config_path)->required();
    app.add_option("--day-file", day.file)->required();
    app.add_option("--source", day.source)->required();
    app.add_option("--partitions", day.partitions);
    app.add_option("--events", day.events);
    CLI11_PARSE(app, argc, argv);
    service::Startup startup{"bench", config_path};
    const amqp::LinkConfig link = startup.link();
    startup.finish(false);

    std::vector<feed::Body> bodies = bench::day_bodies(day);
    size_t events = 0;
    for (const auto& body : bodies) events += body.events;
    loop::Loop loop;
    RawBroker bench{loop, link, day.partitions, std::move(bodies)};
    int exit_code = 0;
    loop::Timer limit{loop, [&] {
                          std::fprintf(stderr, "not done after 300 s\n");
                          exit_code = 1;
                          loop.stop();
                      }};
    limit.start_once(300'000);
    loop.run();
    bench.close();
    if (exit_code != 0) return exit_code;
    std::printf("{\"events\": %zu, \"messages\": %zu, \"seconds\": %.3f, \"events_per_s\": %.0f}\n",
                events, bench.messages(), static_cast<double>(bench.took_us()) / 1e6,
                static_cast<double>(events) * 1e6 / static_cast<double>(bench.took_us()));
    return 0;
}
