#include "contracts.h"

#include <fmt/format.h>

#include <array>

#include "calendar.h"

namespace daygen {
namespace {

constexpr std::array<const char*, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                              "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

std::string contract_symbol(const Instrument& contract, const std::string& underlying) {
    const uint32_t year = contract.expiry / 10'000 % 100;
    const char* month = kMonths[contract.expiry / 100 % 100 - 1];
    if (contract.option == Option::None) return fmt::format("{}{}{}FUT", underlying, year, month);
    return fmt::format("{}{}{}{:02}{}{}", underlying, year, month, contract.expiry % 100,
                       contract.strike / kRupee,
                       kOptionNames[static_cast<size_t>(contract.option)]);
}

}  // namespace

ContractMaker::ContractMaker(Market& market, int64_t day_number, int64_t next_token)
    : market_{market}, day_{day_number}, next_token_{next_token} {}

void ContractMaker::add_future(const ContractTerms& terms) {
    add(terms, day_ + days_to_tuesday(day_) + 28, 0, Option::None);
}

void ContractMaker::add_options(const ContractTerms& terms) {
    const int64_t spot = market_.paths[static_cast<size_t>(terms.path)].front();
    const int64_t centre = (spot + terms.strike_step / 2) / terms.strike_step * terms.strike_step;
    // From the centre outwards and with the near expiry first: the order is that of popularity.
    for (int number = 0; number < terms.strikes; ++number) {
        const int64_t away = number % 2 == 1 ? (number + 1) / 2 : -(number / 2);
        for (const int64_t later : {int64_t{0}, int64_t{28}}) {
            const int64_t expiry_day = day_ + days_to_tuesday(day_) + later;
            const int64_t strike = centre + away * terms.strike_step;
            add(terms, expiry_day, strike, Option::Call);
            add(terms, expiry_day, strike, Option::Put);
        }
    }
}

void ContractMaker::add(const ContractTerms& terms, int64_t expiry_day, int64_t strike,
                        Option option) {
    Instrument contract;
    contract.venue = Venue::NseDerivatives;
    contract.token = next_token_++;
    contract.expiry = date_of(expiry_day);
    contract.days_to_expiry = expiry_day - day_;
    contract.strike = strike;
    contract.option = option;
    contract.lot = terms.lot;
    contract.tick = kRupee / 20;
    contract.freeze_quantity = terms.freeze_quantity;
    contract.path = terms.path;
    contract.symbol = contract_symbol(contract, terms.underlying);
    market_.derivatives.push_back(static_cast<uint32_t>(market_.instruments.size()));
    market_.instruments.push_back(std::move(contract));
}

}  // namespace daygen
