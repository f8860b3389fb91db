#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/clock.h"
#include "common/exits/exit.h"
#include "common/exits/statements.h"

namespace gateway {

// The steps that a desk asks for, and the shell does. Those of one kind are done in their order.
struct LookUp {  // read these rows; answered by on_looked
    std::vector<std::string> ids;
};
struct Mark {  // planned -> sending under the epoch check; answered by on_marked
    std::vector<exits::Exit> orders;  // as they were read: until it is marked only its state moves
};
struct PutBack {  // sending -> planned, where the mark is still there: it has not gone out
    std::string id;
    std::string sender;
};
struct Send {  // to the wire, now; answered by on_sent, on_not_sent or on_too_late
    exits::Exit order;
    base::MonoTime until;  // later the mark says nothing about the site's state any more
};
struct AskExchange {  // 35=H; on_asked tells its number
    exits::Exit order;
};
struct AskBooks {  // what the drop copy knows of them; answered by on_books
    std::vector<exits::Exit> orders;
};
struct RecordSent {  // sending -> sent
    std::string id;
    std::string sender;
    int64_t sent_us = 0;  // wall clock; 0: it is not known
};
struct Refuse {  // planned -> rejected: it never was marked
    std::string id;
    std::string reason;
};
// Until it is written the account is held (holds.h); `number` grows with each that is asked for.
struct Unwritten {
    std::string account = {};  // empty: not known
    uint64_t number = 0;
    bool stranger = false;  // of an order that this process does not expect
    // No plan counts with it: where its row had ended, the square-off must look once more.
    bool uncounted = false;
};
struct Hear {  // more has filled than was told before; of 0: the exchange has it
    std::string id;
    int64_t filled = 0;
    bool all = false;  // at least all of the order, whose quantity is not known here
    Unwritten unwritten = {};
};
struct Doubt {  // the exchange contradicts itself
    std::string id;
    std::string reason;
    Unwritten unwritten = {};
};
struct Living {  // lives at the exchange, and this process does not expect it
    std::string id;
    Unwritten unwritten = {};
};
struct Reject {  // on the wire -> rejected, or in doubt where something has filled
    std::string id;
    std::string reason;
    exits::Rejection kind = exits::Rejection::Heard;
    Unwritten unwritten = {};  // it holds nobody
};
struct Unmatched {  // an answer that refers to no message of ours: logged and counted
    std::string reason;
};
using Step = std::variant<LookUp, Mark, PutBack, Send, AskExchange, AskBooks, RecordSent, Refuse,
                          Reject, Hear, Doubt, Living, Unmatched>;

}  // namespace gateway
