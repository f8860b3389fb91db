#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

TEST_CASE("venue configuration: all problems are told at once") {
    venue::ExchangeConfig settings = conversation::config();
    CHECK(venue::problems(settings).empty());
    settings.instruments[0].lot = 0;
    settings.instruments[0].band_low = settings.instruments[0].band_high + 1;
    settings.instruments[1].group = 2;
    settings.instruments.push_back(settings.instruments[1]);
    settings.groups[1].day[1].from_us_of_day = 0;
    CHECK(venue::problems(settings) ==
          std::vector<std::string>{"group CM: phases are not in order",
                                   "instrument NSE FO 101: lot must be above 0",
                                   "instrument NSE FO 101: band: low is above high",
                                   "instrument NSE CM 202: group does not exist",
                                   "instrument NSE CM 202: group does not exist",
                                   "instrument NSE CM 202: listed twice"});
}
