#include "common/overview/reader.h"

#include <thread>

#include "common/base/clock.h"
#include "common/db/columns.h"
#include "common/exits/rows.h"
#include "common/overview/ask.h"
#include "common/overview/management.h"
#include "common/site/day_store.h"
#include "common/site/site_store.h"
#include "common/verdict/gather.h"

namespace overview {

using transfer::HttpClient;
using transfer::HttpRequest;

namespace {

constexpr size_t kPageBytesMax = 2 * 1024 * 1024;

// Short: an operator waits for it. Longer than a statement may take, see tables.h.
db::DatabaseConfig impatient(db::DatabaseConfig database) {
    database.connect_timeout_s = 1;
    database.io_timeout_s = 1;
    return database;
}

template <class Value, class Read>
Reading<Value> read_with(db::Session& session, const std::string& sql, Read&& read) {
    auto rows = session.query(sql);
    if (!rows.ok()) return Reading<Value>::not_known(rows.error().what);
    return Reading<Value>::of(read(rows.value()));
}

Reading<site::TradingDay> day_of(base::Result<std::optional<site::TradingDay>> day) {
    if (!day.ok()) return Reading<site::TradingDay>::not_known(day.error().what);
    auto open = std::move(day).value();
    if (!open) return Reading<site::TradingDay>::not_known(std::string{site::kNoDay});
    return Reading<site::TradingDay>::of(std::move(*open));
}

void forget(Answers& answers, const std::string& why) {
    answers.site.unknown = answers.day.unknown = answers.watermarks.unknown =
        answers.pauses.unknown = why;
    answers.left_open.unknown = answers.broken_glass.unknown = answers.parked.unknown =
        answers.notices.unknown = answers.database.unknown = why;
    answers.commands.unknown = answers.own_orders.unknown = answers.doubts.unknown =
        answers.books.unread = why;
}

}  // namespace

Reader::Reader(OverviewConfig config, db::DatabaseConfig database)
    : config_{std::move(config)}, session_{impatient(std::move(database))} {
    for (const ServiceAddress& address : config_.services) {
        services_.push_back({address, std::make_unique<HttpClient>()});
    }
}

Overview Reader::read() {
    const base::MonoTime began = base::mono_now();
    Answers answers;
    answers.taken_us = base::wall_now().us;
    answers.limits = config_.verdict;
    answers.services.resize(services_.size());
    {
        std::vector<std::jthread> threads;
        threads.emplace_back([&] { read_management(answers); });
        threads.emplace_back([&] { answers.alerts = ask_alerts(alerts_, config_); });
        threads.emplace_back([&] { read_database(answers); });
        for (size_t i = 0; i < services_.size(); ++i) {
            threads.emplace_back(
                [this, &answers, i] { answers.services[i] = read_service(services_[i]); });
        }
    }
    Overview overview = assembler_.assemble(answers);
    overview.took_us = base::mono_now() - began;
    return overview;
}

void Reader::read_management(Answers& answers) {
    HttpRequest request{.url = config_.management_url + nodes_path(),
                        .user = config_.management_user,
                        .password = config_.management_password,
                        .timeout_ms = config_.timeout_ms,
                        .answer_bytes_max = kManagementBytesMax};
    const auto nodes = body_of(management_, request);
    if (!nodes.known()) {
        answers.broker.unknown = answers.queues.unknown = nodes.unknown;
        return;
    }
    answers.broker = read_nodes(*nodes.value);
    request.url = config_.management_url + queues_path(config_.vhost);
    const auto queues = body_of(management_, request);
    if (!queues.known()) {
        answers.queues.unknown = queues.unknown;
        return;
    }
    answers.queues = read_queues(*queues.value);
}

void Reader::read_database(Answers& answers) {
    if (const auto connected = session_.connect(); !connected.ok()) {
        counted_us_ = 0;
        return forget(answers, connected.error().what);
    }
    auto state = site::read(session_);
    answers.site = state.ok() ? Reading<site::SiteState>::of(std::move(state).value())
                              : Reading<site::SiteState>::not_known(state.error().what);
    answers.day = day_of(site::read_day(session_));
    answers.books = verdict::gather(session_);
    answers.watermarks =
        read_with<std::vector<PartitionStream>>(session_, watermarks_sql(), read_watermarks);
    answers.pauses = read_with<std::vector<PartitionPause>>(session_, pauses_sql(), read_pauses);
    const auto count = [](const auto& rows) { return db::Columns{rows.at(0)}.integer(); };
    answers.broken_glass = read_with<int64_t>(session_, broken_glass_sql(), count);
    answers.left_open = read_with<int64_t>(session_, left_open_sql(), count);
    answers.doubts = read_with<Doubts>(session_, doubts_sql(), [&](const auto& rows) {
        return read_doubts(rows, answers.taken_us);
    });
    answers.commands = ask_open_commands(session_, answers.taken_us);
    const int64_t asked_us = base::wall_now().us;
    answers.database = read_with<Database>(session_, server_sql(), [&](const auto& rows) {
        return read_server(rows, asked_us, base::wall_now().us);
    });
    read_counts(answers);
}

void Reader::read_counts(Answers& answers) {
    const int64_t now_us = base::mono_now().us;
    if (counted_us_ == 0 || now_us - counted_us_ >= config_.count_every_ms * 1000) {
        const auto total = session_.query(parked_total_sql());
        parked_ = !total.ok()
                      ? Reading<Parked>::not_known(total.error().what)
                      : read_with<Parked>(session_, parked_groups_sql(), [&](const auto& rows) {
                            return read_parked(total.value(), rows);
                        });
        notices_ = read_with<std::vector<Group>>(session_, notices_sql(), read_notices);
        own_orders_ = read_with<std::vector<Group>>(session_, own_orders_sql(), read_own_orders);
        counted_us_ = now_us;
    }
    answers.parked = parked_;
    answers.notices = notices_;
    answers.own_orders = own_orders_;
}

ServiceAnswers Reader::read_service(Service& service) const {
    ServiceAnswers answers;
    answers.service.name = service.address.name;
    HttpRequest request{.url = service.address.url + "/livez",
                        .timeout_ms = config_.timeout_ms,
                        .answer_bytes_max = kPageBytesMax};
    const auto live = body_of(*service.client, request);
    if (!live.known()) {
        answers.service.reasons = {live.unknown};
        return answers;
    }
    answers.service.live = true;
    request.url = service.address.url + "/readyz";
    if (auto ready = service.client->send(request); !ready.ok()) {
        answers.service.reasons = {ready.error().what};
    } else {
        answers.service.ready = ready.value().status == 200;
        if (!answers.service.ready) answers.service.reasons = read_reasons(ready.value().body);
    }
    request.url = service.address.url + "/metrics";
    if (const auto page = body_of(*service.client, request); page.known()) {
        read_metrics(*page.value, answers);
    }
    return answers;
}

}  // namespace overview
