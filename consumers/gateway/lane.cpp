#include "consumers/gateway/lane.h"

#include "common/log/log.h"

namespace gateway {

Lane::Lane(loop::Loop& loop, const std::string& name, const db::DatabaseConfig& database,
           const std::string& session, std::function<void(const std::string&)> on_failed)
    : name_{name},
      on_failed_{std::move(on_failed)},
      store_{database, session},
      backoff_{20, 2'000},
      random_{std::random_device{}()},
      again_{loop, [this] { run(); }},
      results_{loop, 1, [this](const base::Status& result) { on_result(result); }},
      worker_{name, 1} {}

Lane::~Lane() {
    worker_.stop();
    store_.close();
}

void Lane::post(Job job) {
    jobs_.push_back(std::move(job));
    if (jobs_.size() == 1) run();
}

void Lane::run() {
    const auto* job = &jobs_.front();  // stays where it is until its result is here
    base::must(worker_.try_post([this, job] {
        base::Status result = store_.connect();
        if (result.ok()) result = job->work(store_);
        base::must(results_.try_post(std::move(result)));
    }));
}

void Lane::on_result(const base::Status& result) {
    up_ = result.ok();
    if (result.ok()) {
        backoff_.reset();
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        if (!jobs_.empty()) run();
        return job.done();
    }
    if (result.error().code != base::Errc::Retryable) {
        return on_failed_(name_ + ": " + result.error().what);
    }
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("database job will be done again",
                  {{"lane", name_}, {"error", result.error().what}, {"wait_ms", wait_ms}});
    again_.start_once(wait_ms);
}

}  // namespace gateway
