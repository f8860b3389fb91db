#include "common/reports/mapping.h"

#include <utility>
#include <variant>

#include "common/fix/fix_config.h"

namespace reports {
namespace {

using OutcomeKind = Mapping::Outcome::Kind;

Products products_of(config::Section& feed) {
    const std::string name = feed.required_text("default_product");
    const auto fallback = events::by_name<events::Product>(name);
    if (!name.empty() && !fallback) {
        feed.reject("default_product", "must be CNC, MIS, NRML or MTF");
    }
    Products none{fallback.value_or(events::Product::Nrml)};
    const std::string path = feed.text("products_file", "");
    if (path.empty()) return none;
    auto loaded = Products::load(path, fallback.value_or(events::Product::Nrml));
    if (loaded.ok()) return std::move(loaded).value();
    feed.reject("products_file", loaded.error().what);
    return none;
}

Instruments instruments_of(config::Section& feed) {
    const std::string path = feed.text("instruments_file", "");
    if (path.empty()) return {};
    auto loaded = Instruments::load(path);
    if (loaded.ok()) return std::move(loaded).value();
    feed.reject("instruments_file", loaded.error().what);
    return {};
}

Mapping::Outcome refused(std::string why) {
    Mapping::Outcome outcome;
    outcome.kind = OutcomeKind::Refused;
    outcome.refusal = std::move(why);
    return outcome;
}

}  // namespace

MappingConfig mapping_config(config::Section& drop_copy, config::Section& feed,
                             int32_t partitions) {
    MappingConfig config;
    config.dialect = fix::dialect(drop_copy);
    config.ids.sender = drop_copy.text("target", "");
    config.ids.target = drop_copy.text("sender", "");
    config.products = products_of(feed);
    config.instruments = instruments_of(feed);
    config.partitions = partitions;
    return config;
}

// What a dead letter was refused for by the session must not pass when it comes again.
std::string Mapping::problem_of(const fix::Message& message) const {
    const bool says_ids = !message.sender.empty() || !message.target.empty();
    const bool known = !config_.ids.sender.empty() && !config_.ids.target.empty();
    return says_ids && known ? fix::problem_of_header(message, config_.ids) : std::string();
}

Mapping::Outcome Mapping::map(const fix::Message& message) {
    if (std::string why = problem_of(message); !why.empty()) return refused(std::move(why));
    auto read = fix::read_from_exchange(message, config_.dialect);
    if (!read.ok()) return refused(read.error().what);
    fix::FromExchange what = std::move(read).value();
    if (auto* report = std::get_if<fix::ExecutionReport>(&what)) {
        report_ = std::move(*report);
        return of_report();
    }
    if (const auto* unknown = std::get_if<fix::Unknown>(&what)) {
        return refused("35 MsgType: " + unknown->type + " is no message of a drop copy");
    }
    Outcome outcome;
    outcome.reject = std::holds_alternative<fix::MessageReject>(what);
    return outcome;
}

Mapping::Outcome Mapping::of_report() {
    if (std::string why = config_.instruments.find(report_); !why.empty()) {
        return refused(std::move(why));
    }
    replaced_.settle(report_);
    complete(report_);
    Outcome outcome;
    outcome.repeated = report_.poss_resend;
    outcome.product = config_.products.choose(report_.product, report_.account);
    outcome.events = events_of(report_, outcome.product->product, config_.partitions);
    outcome.refusal = outcome.events.refusal;
    const bool nothing = !outcome.refusal.empty() && !outcome.events.trade;
    outcome.kind = nothing ? OutcomeKind::Refused : OutcomeKind::Report;
    return outcome;
}

}  // namespace reports
