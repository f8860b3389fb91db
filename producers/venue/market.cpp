#include "producers/venue/market.h"

#include <charconv>
#include <utility>

#include "common/base/crc32.h"
#include "producers/venue/journal/input_codec.h"

namespace venue {
namespace {

// The first record: "day 20260105 0123456789 clock -42", the fingerprint and the clock.
constexpr std::string_view kClock = " clock ";

void add(std::string& text, int64_t number) { text.append(std::to_string(number)).push_back(','); }

void add(std::string& text, const Instrument& one) {
    for (const int64_t number :
         {static_cast<int64_t>(one.key.exchange), static_cast<int64_t>(one.key.segment),
          int64_t{one.key.token}, int64_t{one.group}, int64_t{one.expiry}, one.lot, one.tick,
          one.freeze_quantity, one.band_low, one.band_high, one.reference_price,
          int64_t{one.trade_for_trade}, int64_t{one.suspended}}) {
        add(text, number);
    }
}

}  // namespace

std::string fingerprint(const ExchangeConfig& config) {
    std::string text;
    add(text, config.midnight_us);
    add(text, static_cast<int64_t>(config.self_trade));
    add(text, config.market_protection_permille);
    add(text, config.quantity_max);
    add(text, config.price_max);
    add(text, static_cast<int64_t>(config.orders_max));
    for (const Group& group : config.groups) {
        text.append(group.name.view());
        for (const PhaseStart& start : group.day) {
            add(text, start.from_us_of_day);
            add(text, static_cast<int64_t>(start.phase));
        }
    }
    for (const Instrument& instrument : config.instruments) add(text, instrument);
    for (const uint16_t member : config.members) add(text, member);
    for (const AccountText& account : config.accounts) text.append(account.view()).push_back(',');
    return "day " + std::to_string(config.day) + " " + std::to_string(base::crc32(text));
}

Market::Market(const ExchangeConfig& config, Journal::Config journal, int64_t clock_ahead_us,
               Events events)
    : fingerprint_{fingerprint(config)},
      exchange_{config},
      journal_{std::move(journal)},
      clock_ahead_us_{clock_ahead_us},
      events_{std::move(events)} {}

base::Status Market::open() {
    const auto opened = journal_.open([this](std::string_view record) { return replay(record); });
    if (!opened.ok()) return opened;
    if (begun_) return base::Unit{};
    begun_ = true;
    journal_.append(fingerprint_ + std::string{kClock} + std::to_string(clock_ahead_us_));
    return journal_.flush();
}

base::Status Market::replay(std::string_view record) {
    using base::Errc;
    using base::Error;
    if (!begun_) {
        const size_t clock = record.rfind(kClock);
        if (record.substr(0, clock) != fingerprint_) {
            return Error{Errc::Fatal,
                         "the journal was begun with other instruments, sessions or rules: give "
                         "them back, or take another data_dir"};
        }
        const char* const end = record.data() + record.size();
        std::from_chars(record.data() + clock + kClock.size(), end, clock_ahead_us_);
        begun_ = true;
        return base::Unit{};
    }
    const auto input = decode(record);
    if (!input) return Error{Errc::Fatal, "the journal has a record that is no input"};
    work(*input);
    return base::Unit{};
}

std::string Market::apply(SessionId session, InputBody body, int64_t wall_us) {
    const Input input{time_us(wall_us), session, std::move(body)};
    record_.clear();
    encode(input, record_);
    journal_.append(record_);
    return work(input);
}

std::string Market::work(const Input& input) {
    ++inputs_;
    outputs_.clear();
    exchange_.apply(input, outputs_);
    std::string refused;
    for (Output& output : outputs_) {
        if (const auto* price = std::get_if<PriceChanged>(&output)) {
            events_.on_price(*price);
        } else if (const auto* phase = std::get_if<PhaseChanged>(&output)) {
            events_.on_phase(*phase);
        } else if (const auto* refusal = std::get_if<OperatorRefused>(&output)) {
            refused = refusal->reason;
        } else {
            answers_.push_back(std::move(output));
        }
    }
    return refused;
}

}  // namespace venue
