#include "consumers/notifier/sender.h"

namespace notifier {
namespace {

constexpr std::chrono::milliseconds kLook{1'000};

}  // namespace

Sender::Sender(size_t number, const MakeCourier& make, const Limits& limits,
               std::function<void(Sent)> on_sent)
    : number_{number},
      courier_{make()},
      limits_{limits},
      on_sent_{std::move(on_sent)},
      jobs_{limits.jobs_max},
      thread_{[this] { run(); }} {}

Sender::~Sender() {
    close();
    thread_.join();
}

void Sender::run() {
    while (true) {
        const bool closed = jobs_.closed();
        const auto jobs = jobs_.take_all(kLook);
        if (jobs.empty() && closed) return;
        for (const Job& job : jobs) on_sent_(sent(job));
    }
}

Sent Sender::sent(const Job& job) {
    const base::MonoTime begun = base::mono_now();
    if (jobs_.closed() || begun - job.marked > limits_.mark_age_max_us) {
        return {job.outgoing.id, job.attempts, {Verdict::NotTried, ""}, 0, number_};
    }
    Outcome outcome = courier_->deliver(job.outgoing);
    return {job.outgoing.id, job.attempts, std::move(outcome), base::mono_now() - begun, number_};
}

}  // namespace notifier
