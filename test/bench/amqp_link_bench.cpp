// Publishes numbered messages to one queue through a Publisher and consumes them through a
// Subscriber, both on one loop thread, until every message is confirmed and has been read in order.
// Prints {"begun":true} after the first thousand, and at the end one JSON object: what it took, and
// what the links went through. Exits 1 when it was not done in time.
//
//     BACKSTOP_AMQP_PASSWORD=… amqp_link_bench HOST:PORT VHOST USER QUEUE MESSAGES BODY_BYTES
//     TIMEOUT_S PREFETCH
//
// The queue must exist and be empty. Messages go to the default exchange.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "common/amqp/publisher.h"
#include "common/amqp/subscriber.h"
#include "common/base/clock.h"
#include "common/base/must.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace {

struct Plan {
    std::string host, vhost, user, password, queue;
    uint64_t messages = 0;
    uint64_t body_bytes = 0;
    uint16_t prefetch = 1000;
    int64_t timeout_s = 0;
};

uint64_t number_of(const char* text) {
    uint64_t number = 0;
    std::from_chars(text, text + std::strlen(text), number);
    return number;
}

amqp::LinkConfig link_of(const Plan& plan, const char* name) {
    amqp::LinkConfig link;
    link.hosts = {plan.host};
    link.vhost = plan.vhost;
    link.user = plan.user;
    link.password = plan.password;
    link.name = name;
    link.heartbeat_s = 2;
    link.connect_timeout_ms = 2000;
    return link;
}

class Bench {
  public:
    explicit Bench(const Plan& plan)
        : plan_{plan},
          publisher_{loop_, link_of(plan, "bench-out"), {}, [this] { fill(); }},
          subscriber_{loop_,
                      link_of(plan, "bench-in"),
                      {{.queue = plan.queue, .prefetch = plan.prefetch, .stream = {}}},
                      plan.body_bytes + 32,
                      {.on_delivery = [this](amqp::Delivery delivery) { on_delivery(delivery); },
                       .on_ready = [](uint64_t) {},
                       .on_lost = [](uint64_t) {}}},
          limit_{loop_, [this] { loop_.stop(); }} {
        limit_.start_once(plan.timeout_s * 1000);
        fill();
    }

    // True when all went through in time.
    bool run() {
        const base::MonoTime begin = base::mono_now();
        loop_.run();
        report(base::mono_now() - begin);
        const bool good = done();
        publisher_.close();
        subscriber_.close();
        return good;
    }

  private:
    static constexpr uint64_t kBegun = 1000;  // messages

    [[nodiscard]] bool done() const {
        return read_through_ == plan_.messages && publisher_.confirmed_through() == plan_.messages;
    }

    void fill() {
        while (published_ < plan_.messages && publisher_.has_room()) {
            std::string body = std::to_string(published_ + 1);
            body.resize(std::max<size_t>(plan_.body_bytes, body.size()), ' ');
            amqp::Message message{.exchange = "",
                                  .routing_key = plan_.queue,
                                  .content_encoding = "",
                                  .body = std::move(body)};
            base::must(publisher_.try_publish(message).has_value());
            ++published_;
        }
        if (done()) loop_.stop();
    }

    void on_delivery(const amqp::Delivery& delivery) {
        uint64_t number = 0;
        std::from_chars(delivery.body.data(), delivery.body.data() + delivery.body.size(), number);
        if (number == read_through_ + 1) {
            read_through_ = number;
            if (number == kBegun) say_begun();
        } else {
            ++(number > read_through_ ? early_ : repeats_);
        }
        subscriber_.ack(delivery.epoch, delivery.tag);
        if (done()) loop_.stop();
    }

    // For whoever wants to disturb a run in its middle.
    static void say_begun() {
        std::printf("{\"begun\":true}\n");
        std::fflush(stdout);
    }

    void report(int64_t took_us) const {
        const auto out = publisher_.state();
        const auto in = subscriber_.state();
        const int64_t per_s =
            took_us == 0 ? 0 : static_cast<int64_t>(read_through_) * 1'000'000 / took_us;
        std::printf(
            "{\"messages\":%llu,\"body_bytes\":%llu,\"took_ms\":%lld,\"per_s\":%lld,"
            "\"confirmed\":%llu,\"read_in_order\":%llu,\"repeats\":%llu,\"early\":%llu,"
            "\"lost_links_out\":%llu,\"lost_links_in\":%llu,\"nacks\":%llu,\"returned\":%llu,"
            "\"resent\":%llu}\n",
            as_printed(plan_.messages), as_printed(plan_.body_bytes),
            static_cast<long long>(took_us / 1000), static_cast<long long>(per_s),
            as_printed(publisher_.confirmed_through()), as_printed(read_through_),
            as_printed(repeats_), as_printed(early_), as_printed(out.reconnects),
            as_printed(in.reconnects), as_printed(out.nacks), as_printed(out.returned),
            as_printed(out.resent));
    }

    static unsigned long long as_printed(uint64_t number) { return number; }

    const Plan plan_;
    uint64_t published_ = 0;
    uint64_t read_through_ = 0;  // every number up to this one was read, in order
    uint64_t repeats_ = 0;
    uint64_t early_ = 0;
    loop::Loop loop_;
    amqp::Publisher publisher_;
    amqp::Subscriber subscriber_;
    loop::Timer limit_;
};

}  // namespace

int main(int argc, char** argv) {
    const char* const password = std::getenv("BACKSTOP_AMQP_PASSWORD");
    constexpr int kArguments = 9;
    if (argc != kArguments || password == nullptr) {
        std::fprintf(stderr,
                     "BACKSTOP_AMQP_PASSWORD=… %s HOST:PORT VHOST USER QUEUE MESSAGES BODY_BYTES "
                     "TIMEOUT_S PREFETCH\n",
                     argv[0]);
        return 2;
    }
    Bench bench{{.host = argv[1],
                 .vhost = argv[2],
                 .user = argv[3],
                 .password = password,
                 .queue = argv[4],
                 .messages = number_of(argv[5]),
                 .body_bytes = number_of(argv[6]),
                 .prefetch = static_cast<uint16_t>(number_of(argv[8])),
                 .timeout_s = static_cast<int64_t>(number_of(argv[7]))}};
    return bench.run() ? 0 : 1;
}
