#pragma once

#include <set>
#include <string>

#include "common/base/result.h"
#include "common/transfer/http_client.h"
#include "common/transfer/mail.h"

namespace notifier {

enum class Verdict {
    Sent,       // the channel has taken it
    Duplicate,  // it says that it has had it before: as good as sent
    Refused,    // it will never take this one
    Failed,     // not now
    Down,       // the channel as a whole does not work just now
    NotTried,   // nothing has left
};
inline constexpr size_t kVerdicts = 6;
inline constexpr std::string_view kVerdictNames[kVerdicts] = {"sent",   "duplicate", "refused",
                                                              "failed", "down",      "not_tried"};

// What came of one sending. The reason holds a status and a stage, never what the other side wrote:
// that often repeats the address.
struct Outcome {
    Verdict verdict = Verdict::Failed;
    std::string reason;
};

// 5xx once the recipient is named: Refused. 4xx there: Failed. Whatever goes wrong before it
// concerns all mails: Down.
Outcome judge(const base::Result<transfer::MailAnswer>& answer);

struct GatewayStatuses {
    std::set<int> success = {200, 201, 202, 204};
    std::set<int> duplicate = {409};
};
// 4xx: Refused, but 408 and 429: Failed, and 401 and 407, which are about our credentials: Down.
// 5xx: Failed; 502 and 503, and no answer at all: Down. Other statuses: Refused.
Outcome judge(const base::Result<transfer::HttpAnswer>& answer, const GatewayStatuses& statuses);

}  // namespace notifier
