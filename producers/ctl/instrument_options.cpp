#include "producers/ctl/command_options.h"
#include "producers/ctl/instruments/instrument_command.h"

namespace ctl {
namespace {

void describe_key(CLI::App& command, InstrumentOptions& options) {
    command
        .add_option("exchange", options.exchange,
                    "NSE, BSE, MCX, NCDEX or MSE; or alone a symbol or token that only one has")
        ->required();
    command.add_option("segment", options.segment, "CM, FO, CD or CO");
    command.add_option("instrument", options.instrument,
                       "A symbol, or the exchange's instrument number");
}

void describe_act(CLI::App& command, InstrumentOptions& options) {
    command.add_option("--reason", options.reason, "Why, for the audit")->required();
    command.add_option("--by", options.by, "Who decided it (default: the login name)");
    command.add_flag("--dry-run", options.dry_run, "Show what would change, change nothing");
}

void describe_set(CLI::App& instrument, Chosen& chosen) {
    const auto [set, options] = add_json_command<InstrumentOptions>(
        instrument, chosen,
        {"set", "Change what the exchange has changed in the day: exits use it at once",
         "instrument set --config ctl.toml NSE FO 53001 --band-low 1500 --band-high 1700 "
         "--reason 'the exchange has moved the band'"},
        set_instrument);
    describe_key(set, options);
    set.add_option("--band-low", options.wish.band_low, "Rupees; 0: none known");
    set.add_option("--band-high", options.wish.band_high, "Rupees; 0: none known");
    set.add_option("--freeze-quantity", options.wish.freeze_quantity,
                   "Largest quantity of one order; 0: none known");
    set.add_option("--lot", options.wish.lot, "Orders are multiples of it");
    set.add_option("--tick", options.wish.tick, "Rupees; prices are multiples of it");
    describe_act(set, options);
}

}  // namespace

void describe_instrument(CLI::App& app, Chosen& chosen) {
    auto* instrument =
        app.add_subcommand("instrument", "Band, freeze quantity, lot and tick: show, change");
    instrument->require_subcommand(1);
    const auto [show, shown] = add_json_command<InstrumentOptions>(
        *instrument, chosen,
        {"show", "As exits see it", "instrument show --config ctl.toml NSE FO 53001"},
        show_instrument);
    describe_key(show, shown);
    describe_set(*instrument, chosen);
    const auto [load, loaded] = add_json_command<InstrumentOptions>(
        *instrument, chosen,
        {"load", "The same for all lines of a CSV file, or for none",
         "instrument load --config ctl.toml --file bands.csv --reason 'bands of 11:30'"},
        load_instruments);
    load.add_option("--file", loaded.file,
                    "CSV: exchange,segment,token and of band_low,band_high,freeze_quantity,lot,"
                    "tick what changes; - is standard input")
        ->required();
    describe_act(load, loaded);
}

}  // namespace ctl
