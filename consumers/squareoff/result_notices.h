#pragma once

#include <vector>

#include "common/base/exchange_clock.h"
#include "common/notices/notice.h"
#include "consumers/squareoff/command_state.h"

namespace squareoff {

// By which channels customers are told what became of their commands; none: they are not.
struct NoticeSettings {
    std::vector<events::Channel> channels;
    int64_t utc_offset_s = base::kExchangeOffsetS;  // of the time in the text
};

// What the customer is told of a command that has ended: one notice for each channel, whatever the
// number of its positions, attempts and slices. Pure; the same command gives the same ids.
// Templates and fields: docs/outbox.md. Nothing where the account is no customer's, or where
// customer_is_told says that it is the operator's alone.
std::vector<notices::Notice> result_notices(const CommandState& state, const account::View& view,
                                            const Surroundings& now,
                                            const NoticeSettings& settings);

}  // namespace squareoff
