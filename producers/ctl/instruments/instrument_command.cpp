#include "producers/ctl/instruments/instrument_command.h"

#include <fmt/core.h>

#include <functional>

#include "common/base/clock.h"
#include "common/csv/table.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/instruments/instrument_store.h"
#include "producers/ctl/instruments/named_instrument.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/publish.h"

namespace ctl {
namespace {

constexpr std::string_view kInstrument = "instrument";

using base::Errc;
using base::Error;
using base::Result;

void write_terms(events::JsonText& json, std::string_view name, const Terms& terms) {
    json.key(name);
    json.raw(json_of(terms));
}

std::string json_of(const std::vector<TermsChange>& changes, bool dry_run) {
    events::JsonText json;
    json.open_object();
    json.flag("dry_run", dry_run);
    json.objects("instruments", changes, [](events::JsonText& to, const TermsChange& one) {
        to.text("exchange", events::name_of(one.key.exchange));
        to.text("segment", events::name_of(one.key.segment));
        to.integer("token", one.key.token);
        to.text("symbol", one.symbol);
        write_terms(to, "before", one.before);
        write_terms(to, "after", one.after);
    });
    json.close_object();
    return json.take();
}

std::string text_of(const std::vector<TermsChange>& changes, bool dry_run) {
    std::string text = dry_run ? "dry run: nothing is changed\n" : "";
    for (const TermsChange& one : changes) {
        text += fmt::format("{} {} {} {}\n  {}\n", events::name_of(one.key.exchange),
                            events::name_of(one.key.segment), one.key.token, one.symbol,
                            text_of(one.before));
        if (one.before != one.after) text += "  " + text_of(one.after) + "\n";
    }
    return text;
}

std::string of_file(const std::string& why) {
    return why.starts_with("file: ") ? why : "file: " + why;
}

using Lines = std::function<Result<std::vector<TermsLine>>(db::Session&)>;

int change(const InstrumentOptions& options, const Lines& lines_of) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kInstrument, connection.error());
    const auto who = acting(*connection.value().session, options.by);
    if (!who.ok()) return failed(kInstrument, who.error());
    auto lines = lines_of(*connection.value().session);
    if (!lines.ok()) return failed(kInstrument, lines.error());
    const auto changes = change_terms(*connection.value().session,
                                      {std::move(lines).value(), who.value(), options.reason,
                                       base::wall_now().us, options.dry_run});
    if (!changes.ok()) return failed(kInstrument, changes.error());
    fmt::print("{}", options.json ? json_of(changes.value(), options.dry_run) + "\n"
                                  : text_of(changes.value(), options.dry_run));
    return kDone;
}

// Empty, or what is wrong with the words alone.
std::string typing_mistake(const InstrumentOptions& options) {
    if (options.segment.empty()) return {};
    if (options.instrument.empty()) return "instrument: missing; a symbol or token";
    const auto number = is_token(options.instrument) ? std::stoll(options.instrument) : 1;
    const auto key = instrument_of(options.exchange, options.segment, number);
    return key.ok() ? std::string{} : key.error().what;
}

Result<account::InstrumentKey> key_of(const InstrumentOptions& options, db::Session& session) {
    const bool alone = options.segment.empty();
    if (!alone && is_token(options.instrument)) {
        return instrument_of(options.exchange, options.segment, std::stoll(options.instrument));
    }
    const InstrumentName name =
        alone ? InstrumentName{options.exchange, {}, {}}
              : InstrumentName{options.instrument, options.exchange, options.segment};
    const auto named = read_named(session, name);
    if (!named.ok()) return named.error();
    return the_one(name, named.value());
}

}  // namespace

int show_instrument(const InstrumentOptions& options) {
    if (const std::string mistake = typing_mistake(options); !mistake.empty()) {
        return wrong_use(kInstrument, mistake);
    }
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kInstrument, connection.error());
    const auto key = key_of(options, *connection.value().session);
    if (!key.ok()) return failed(kInstrument, key.error());
    const auto found = read_terms_of(*connection.value().session, key.value());
    if (!found.ok()) return failed(kInstrument, found.error());
    fmt::print("{}", options.json ? json_of({found.value()}, false) + "\n"
                                  : text_of({found.value()}, false));
    return kDone;
}

int set_instrument(const InstrumentOptions& options) {
    if (const std::string mistake = typing_mistake(options); !mistake.empty()) {
        return wrong_use(kInstrument, mistake);
    }
    const auto possible = changed(Terms{}, options.wish);
    if (!possible.ok()) return wrong_use(kInstrument, possible.error().what);
    return change(options, [&](db::Session& session) -> Result<std::vector<TermsLine>> {
        const auto key = key_of(options, session);
        if (!key.ok()) return key.error();
        return std::vector<TermsLine>{{0, key.value(), options.wish}};
    });
}

int load_instruments(const InstrumentOptions& options) {
    const auto text = csv::load_text(options.file, kFileBytesMax);
    if (!text.ok()) return wrong_use(kInstrument, of_file(text.error().what));
    const auto lines = read_terms(text.value());
    if (!lines.ok()) return wrong_use(kInstrument, of_file(lines.error().what));
    return change(options, [&](db::Session&) { return lines; });
}

}  // namespace ctl
