#pragma once

#include <cstdint>
#include <string>

#include "producers/ctl/instruments/instrument_change.h"

namespace ctl {

struct InstrumentOptions {
    std::string config;
    std::string exchange;
    std::string segment;
    std::string instrument;  // empty, as `segment`: `exchange` is the name
    TermsWish wish;
    std::string file;  // of an `instrument load`; - is standard input
    std::string by;    // empty: the login name
    std::string reason;
    bool json = false;
    bool dry_run = false;
};
int show_instrument(const InstrumentOptions& options);
int set_instrument(const InstrumentOptions& options);
int load_instruments(const InstrumentOptions& options);

}  // namespace ctl
