#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace ctl {

// An instrument as a person names it: a symbol as the tables print it, in either case, or a token.
struct InstrumentName {
    std::string text;
    std::string exchange;  // empty: any; so `segment`
    std::string segment;
};
// One that has that name.
struct NamedInstrument {
    account::InstrumentKey key;
    std::string symbol;
    std::string series;
    friend bool operator==(const NamedInstrument&, const NamedInstrument&) = default;
};
struct Named {
    std::vector<NamedInstrument> found;  // at most kNamedMax + 1
    std::vector<std::string> alike;      // symbols that begin so, where none was found; at most 5
};
inline constexpr size_t kNamedMax = 20;

// Whether the text is a token and no symbol.
bool is_token(const std::string& text);

// Asks the table `instruments`.
base::Result<Named> read_named(db::Session& session, const InstrumentName& name);

// The one that is meant. Where several have the name, and of them some are among `held`, only those
// count: a customer gets out of what he holds. Invalid: none has it, with the symbols that begin
// so; or several have, with market and token of each. Pure.
base::Result<account::InstrumentKey> the_one(const InstrumentName& name, const Named& named,
                                             const std::set<account::InstrumentKey>& held = {});

}  // namespace ctl
