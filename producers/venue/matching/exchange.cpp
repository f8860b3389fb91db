#include "producers/venue/matching/exchange.h"

#include <algorithm>
#include <limits>

#include "producers/venue/matching/engine.h"
#include "producers/venue/matching/requests.h"
#include "producers/venue/matching/trades.h"

namespace venue {
namespace {

std::vector<PhaseChange> calendar_of(const ExchangeConfig& config) {
    std::vector<PhaseChange> calendar;
    for (size_t group = 0; group < config.groups.size(); ++group) {
        for (const PhaseStart& start : config.groups[group].day) {
            calendar.push_back({config.midnight_us + start.from_us_of_day,
                                static_cast<uint16_t>(group), start.phase});
        }
    }
    std::stable_sort(calendar.begin(), calendar.end(),
                     [](const auto& a, const auto& b) { return a.at_us < b.at_us; });
    return calendar;
}

// Which function answers which input.
struct Dispatch {
    State& state;
    SessionId session;

    void operator()(const NewOrder& request) const { enter(state, session, request); }
    void operator()(const Cancel& request) const { cancel(state, session, request); }
    void operator()(const Replace& request) const { replace(state, session, request); }
    void operator()(const MassCancel& request) const { mass_cancel(state, session, request); }
    void operator()(const CancelSession&) const { cancel_session(state, session); }
    void operator()(const FreezeConfirm& request) const { confirm_frozen(state, request); }
    void operator()(const FreezeRefuse& request) const { refuse_frozen(state, request); }
    void operator()(const Bust& request) const { bust(state, request); }
    void operator()(const Correct& request) const { correct(state, request); }
    void operator()(const SetPhase& request) const {
        set_phase(state, request.group, request.phase);
    }
    void operator()(const SetBand& request) const { set_band(state, request); }
    void operator()(const Suspend& request) const { suspend(state, request); }
    void operator()(const SetLastPrice& request) const { set_last_price(state, request); }
    void operator()(const SetQuote& request) const { set_quote(state, request); }
    void operator()(const Tick&) const {}
};

}  // namespace

State::State(const ExchangeConfig& settings)
    : config{settings},
      phases(settings.groups.size(), Phase::Closed),
      calendar{calendar_of(settings)},
      instrument_table{settings.instruments},
      client_ids{settings.orders_expected},
      accounts{settings.accounts.size()},
      products{16},
      reasons{64} {
    orders.reserve(config.orders_expected);
    trades.reserve(config.orders_expected / 2);
    listed.reserve(config.instruments.size());
    for (const Instrument& terms : config.instruments) {
        listed.emplace_back().terms = terms;
        PriceChanged& shown = listed.back().shown;
        shown.instrument = terms.key;
        shown.band_low = terms.band_low;
        shown.band_high = terms.band_high;
    }
    for (const AccountText& account : config.accounts) {
        accounts[accounts.intern(account)].value.allowed = true;
    }
    house_account = accounts.intern({kHouseAccount});
    reasons.intern({});
    config.instruments.clear();
}

Exchange::Exchange(const ExchangeConfig& config) {
    base::must(problems(config).empty());
    engine_ = std::make_unique<Engine>(config);
}
Exchange::~Exchange() = default;
Exchange::Exchange(Exchange&&) noexcept = default;
Exchange& Exchange::operator=(Exchange&&) noexcept = default;

void Exchange::apply(const Input& input, Outputs& out) {
    State& state = engine_->state;
    state.out = &out;
    advance(state, input.time_us);
    std::visit(Dispatch{state, input.session}, input.body);
    settle(state);
    state.out = nullptr;
}

int64_t Exchange::next_change_us() const {
    const State& state = engine_->state;
    return state.calendar_next < state.calendar.size() ? state.calendar[state.calendar_next].at_us
                                                       : std::numeric_limits<int64_t>::max();
}

Phase Exchange::phase(uint16_t group) const {
    base::must(group < engine_->state.phases.size());
    return engine_->state.phases[group];
}

bool Exchange::knows(const InstrumentKey& instrument) const {
    return engine_->state.instrument_table.find(instrument) != kNone;
}

}  // namespace venue
