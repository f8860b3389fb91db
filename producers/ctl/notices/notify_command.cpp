#include "producers/ctl/notices/notify_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <variant>

#include "common/base/clock.h"
#include "common/csv/table.h"
#include "common/events/json_text.h"
#include "common/operators/token.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/notices/broadcast_store.h"
#include "producers/ctl/notices/template_file.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/two_persons.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kNotify = "notify";
constexpr size_t kListBytesMax = 128u << 20;
constexpr size_t kAtOnce = 1000;  // addressees of one transaction
constexpr size_t kBadShown = 20;
constexpr int64_t kPaceWaitMsMax = 10'000;

Result<std::string> text_of_list(const std::string& path) {
    auto text = csv::load_text(path, kListBytesMax);
    if (!text.ok()) return Error{Errc::Invalid, "list: " + text.error().what};
    return text;
}

Result<Broadcast> broadcast_of(const NotifyOptions& options) {
    Broadcast one;
    one.created_us = base::wall_now().us;
    one.id = options.id.empty()
                 ? "b" + std::to_string(one.created_us) + "-" + std::to_string(getpid())
                 : options.id;
    one.name_of_template = options.name_of_template;
    one.urgent = options.urgent;
    if (one.urgent && one.name_of_template == "broadcast") {
        return Error{Errc::Invalid,
                     "urgent: never for a broadcast, one-time codes would wait behind it"};
    }
    one.language = events::by_name<notices::Language>(options.language).value();
    for (const std::string& name : options.channels) {
        const auto channel = events::by_name<events::Channel>(name).value();
        const bool twice = std::ranges::find(one.channels, channel) != one.channels.end();
        if (twice) return Error{Errc::Invalid, "channel: " + name + " is named twice"};
        one.channels.push_back(channel);
    }
    for (const std::string& text : options.fields) {
        auto field = read_field(text);
        if (!field.ok()) return field.error();
        one.fields.push_back(std::move(field).value());
    }
    const auto life_us = read_duration_us(options.expires_in);
    if (!life_us.ok()) return life_us.error();
    one.expires_us = one.created_us + life_us.value();
    if (std::string why = problem_of(one); !why.empty()) return Error{Errc::Invalid, why};
    return one;
}

// What is typed, as a list; the customers of --all-customers come from the database.
Result<BroadcastList> typed_list(const NotifyOptions& options, const Broadcast& broadcast) {
    std::string text = "account\n";
    for (const std::string& account : options.accounts) text += account + "\n";
    if (!options.list.empty()) {
        auto read = text_of_list(options.list);
        if (!read.ok()) return read.error();
        text = std::move(read).value();
    }
    auto list = read_broadcast_list(text, broadcast.channels);
    if (!list.ok()) return Error{Errc::Invalid, "list: " + list.error().what};
    return list;
}

// Fields against the template's, which the rows of a list all give alike.
std::string wrong_fields(const Broadcast& broadcast, const BroadcastList& list,
                         const std::string& templates) {
    if (templates.empty()) return {};
    const auto declared = declared_fields(templates, broadcast.name_of_template);
    if (!declared.ok()) return declared.error().what;
    std::set<std::string> columns;
    if (!list.good.empty()) {
        for (const auto& [name, value] : list.good[0].fields) columns.insert(name);
    }
    return problem_of_fields(broadcast, columns, declared.value());
}

void tell_bad(const BroadcastList& list) {
    for (size_t i = 0; i < std::min(kBadShown, list.bad.size()); ++i) {
        fmt::print(stderr, "{}: line {}: {}\n", kNotify, list.bad[i].line, list.bad[i].why);
    }
    if (list.bad.size() > kBadShown) {
        fmt::print(stderr, "{}: and {} more\n", kNotify, list.bad.size() - kBadShown);
    }
}

// Keeps the rate, and says on standard error how far it is where it takes long.
class Pace {
  public:
    Pace(const NotifyOptions& options, size_t notices, size_t channels)
        : rate_{options.rate * static_cast<int64_t>(channels)}, notices_{notices} {}

    void wait(const Written& written) {
        const int64_t now_us = base::mono_now().us;
        if (now_us - told_us_ >= kProgressEveryUs) {
            told_us_ = now_us;
            fmt::print(stderr, "{}: {} of {} notices\n", kNotify, written.done, notices_);
        }
        if (rate_ == 0 || written.done >= notices_) return;
        const int64_t due_us = begun_us_ + static_cast<int64_t>(written.done) * 1'000'000 / rate_;
        wait_until([&] { return base::mono_now().us >= due_us; }, kPaceWaitMsMax);
    }

  private:
    const int64_t rate_;  // notices a second
    const size_t notices_;
    const int64_t begun_us_ = base::mono_now().us;
    int64_t told_us_ = begun_us_;
};

std::string before_text(size_t all, const Written& written) {
    if (written.repeated == 0) return {};
    if (written.repeated == all) return ": the same was written before";
    return fmt::format(", {} were written before", written.repeated);
}

void print_result(const NotifyOptions& options, const Broadcast& broadcast,
                  const BroadcastList& list, const Written& written) {
    const size_t all = list.good.size() * broadcast.channels.size();
    if (!options.json) {
        fmt::print("broadcast {}: {} addressees, {} notices{}", broadcast.id, list.good.size(), all,
                   options.dry_run ? " would be written (dry run)" : "");
        if (!options.dry_run) {
            fmt::print(", {} written{}", all - written.repeated, before_text(all, written));
        }
        fmt::print("{}\n",
                   list.bad.empty() ? "" : fmt::format(", {} bad rows left out", list.bad.size()));
        return;
    }
    events::JsonText json;
    json.open_object();
    json.text("id", broadcast.id);
    json.text("template", broadcast.name_of_template);
    json.integer("addressees", static_cast<int64_t>(list.good.size()));
    json.integer("notices", static_cast<int64_t>(all));
    json.integer("written", static_cast<int64_t>(options.dry_run ? 0 : all - written.repeated));
    json.integer("repeated", static_cast<int64_t>(written.repeated));
    json.integer("bad_rows", static_cast<int64_t>(list.bad.size()));
    json.flag("dry_run", options.dry_run);
    json.close_object();
    fmt::print("{}\n", json.take());
}

// The text itself, and how many it reaches: as it is at this moment.
Result<std::string> shown_of(db::Session& session, const Broadcast& broadcast, size_t addressees) {
    events::JsonText json;
    json.open_object();
    json.key("fields");
    json.raw(notices::json_of(broadcast.fields));
    json.text("in_the_language", broadcast.language == notices::Language::OfCustomer
                                     ? "each customer's own"
                                     : events::name_of(broadcast.language));
    json.integer("addressees", static_cast<int64_t>(addressees));
    json.integer("notices", static_cast<int64_t>(addressees * broadcast.channels.size()));
    for (const events::Channel channel : broadcast.channels) {
        const auto without = customers_without(session, channel);
        if (!without.ok()) return without.error();
        json.integer("without_address_for_" + std::string{events::name_of(channel)},
                     without.value());
    }
    json.close_object();
    return json.take();
}

// The audit, where this goes, has of the texts only a digest.
Result<operators::Act> act_of(db::Session& session, const NotifyOptions& options,
                              const Broadcast& broadcast, size_t addressees) {
    std::string fields;
    for (const std::string& field : options.fields) fields += field + '\n';
    events::JsonText json;
    json.open_object();
    json.text("id", broadcast.id);
    json.text("to", "all customers");
    json.text("template", broadcast.name_of_template);
    json.texts("channels", options.channels);
    json.text("fields_digest", operators::digest_of(fields).substr(0, 16));
    json.text("language", options.language);
    json.text("expires_in", options.expires_in);
    json.close_object();
    auto shown = shown_of(session, broadcast, addressees);
    if (!shown.ok()) return shown.error();
    return operators::Act{"notify all customers", json.take(), options.reason,
                          "broadcast " + broadcast.id, std::move(shown).value()};
}

// The made up id is a part of what was asked for.
int tell_all_asked(const NotifyOptions& options, const Broadcast& broadcast,
                   const operators::Consent& consent) {
    operators::Consent told = consent;
    if (options.id.empty()) told.said += "; each time with --id " + broadcast.id;
    return tell_asked(kNotify, told, options.json);
}

// Whom it goes to. Invalid: nobody may get it so.
base::Status complete(db::Session& session, const NotifyOptions& options,
                      const Broadcast& broadcast, BroadcastList& list) {
    if (options.all_customers) {
        auto all = all_customers(session);
        if (!all.ok()) return all.error();
        list.good = std::move(all).value();
    } else if (auto moved = move_unknown(session, list); !moved.ok()) {
        return moved;
    }
    move_unfit(broadcast, list);
    tell_bad(list);
    if (!list.bad.empty() && !options.skip_bad) {
        return Error{Errc::Invalid, "bad rows: nothing was written; --skip-bad leaves them out"};
    }
    if (list.good.empty()) return Error{Errc::Invalid, "nobody to send it to"};
    if (broadcast.urgent && list.good.size() > kUrgentMax) {
        return Error{Errc::Invalid,
                     "urgent: at most 1000 addressees: one-time codes wait behind them"};
    }
    return check_same_text(session, broadcast, list.good);
}

Result<operators::Consent> consent_of(const Connection& connection, const NotifyOptions& options,
                                      const Broadcast& broadcast, size_t addressees,
                                      const audit::Person& who) {
    if (!options.all_customers) {
        return operators::Consent{.given = true, .approval = 0, .said = ""};
    }
    auto act = act_of(*connection.session, options, broadcast, addressees);
    if (!act.ok()) return act.error();
    return consent_to(connection, std::move(act).value(), who, options.break_glass);
}

// Writes them. Returns what has been written, or the exit code of what is not done.
std::variant<Written, int> write(const Connection& connection, const NotifyOptions& options,
                                 const Broadcast& broadcast, const BroadcastList& list) {
    db::Session& session = *connection.session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kNotify, who.error());
    const auto consent = consent_of(connection, options, broadcast, list.good.size(), who.value());
    if (!consent.ok()) return failed(kNotify, consent.error());
    if (!consent.value().given) return tell_all_asked(options, broadcast, consent.value());
    if (const auto begun = operators::begin(session, consent.value()); !begun.ok()) {
        return failed(kNotify, begun.error());
    }
    const size_t at_once =
        options.rate == 0 ? kAtOnce : std::min(kAtOnce, static_cast<size_t>(options.rate));
    Pace pace{options, list.good.size() * broadcast.channels.size(), broadcast.channels.size()};
    const auto done = write_broadcast(session, broadcast, list.good, who.value(), at_once,
                                      [&](const Written& so_far) { pace.wait(so_far); });
    if (!done.ok()) {
        return failed(kNotify, done.error().what + "; give it again with --id " + broadcast.id);
    }
    const auto finished =
        operators::finish(session, consent.value(), who.value(), base::wall_now().us);
    if (!finished.ok()) return failed(kNotify, finished.error());
    return done.value();
}

int send(const NotifyOptions& options, const Broadcast& broadcast, BroadcastList list) {
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kNotify, opened.error());
    const Connection& connection = opened.value();
    const std::string why = wrong_fields(broadcast, list, connection.templates);
    if (!why.empty()) return wrong_use(kNotify, why);
    if (const auto fits = complete(*connection.session, options, broadcast, list); !fits.ok()) {
        return failed(kNotify, fits.error());
    }
    if (options.dry_run) {
        print_result(options, broadcast, list, {});
        if (options.all_customers) tell_two_persons(connection, options.break_glass, options.json);
        return kDone;
    }
    const auto written = write(connection, options, broadcast, list);
    if (const int* code = std::get_if<int>(&written)) return *code;
    print_result(options, broadcast, list, std::get<Written>(written));
    return kDone;
}

}  // namespace

int notify(const NotifyOptions& options) {
    const auto broadcast = broadcast_of(options);
    if (!broadcast.ok()) return wrong_use(kNotify, broadcast.error().what);
    auto list = typed_list(options, broadcast.value());
    if (!list.ok()) return wrong_use(kNotify, list.error().what);
    if (options.id.empty() && !options.dry_run) {
        fmt::print(stderr, "{}: its id: {}\n", kNotify, broadcast.value().id);
    }
    return send(options, broadcast.value(), std::move(list).value());
}

}  // namespace ctl
