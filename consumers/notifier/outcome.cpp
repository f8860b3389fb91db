#include "consumers/notifier/outcome.h"

namespace notifier {

namespace {

constexpr std::string_view kStages[] = {"connection", "greeting", "login",
                                        "MAIL FROM",  "RCPT TO",  "DATA"};

}  // namespace

Outcome judge(const base::Result<transfer::MailAnswer>& answer) {
    if (!answer.ok()) return {Verdict::Refused, "smtp: " + answer.error().what};
    const transfer::MailAnswer& mail = answer.value();
    if (mail.taken) return {Verdict::Sent, ""};
    std::string reason = "smtp: " + std::string{kStages[static_cast<size_t>(mail.stage)]} + ": " +
                         (mail.status != 0 ? std::to_string(mail.status) : mail.failure);
    const bool about_this_one = mail.stage >= transfer::MailStage::Recipient;
    if (!about_this_one || mail.status == 0 || mail.status == 421) return {Verdict::Down, reason};
    return {mail.status >= 500 ? Verdict::Refused : Verdict::Failed, reason};
}

Outcome judge(const base::Result<transfer::HttpAnswer>& answer, const GatewayStatuses& statuses) {
    if (!answer.ok()) {
        const bool ours = answer.error().code == base::Errc::Invalid;
        return {ours ? Verdict::Refused : Verdict::Down, answer.error().what};
    }
    const int status = answer.value().status;
    if (statuses.success.contains(status)) return {Verdict::Sent, ""};
    if (statuses.duplicate.contains(status)) return {Verdict::Duplicate, ""};
    std::string reason = "gateway: " + std::to_string(status);
    if (status == 401 || status == 407 || status == 502 || status == 503) {
        return {Verdict::Down, reason};
    }
    const bool transient = status >= 500 || status == 408 || status == 429;
    return {transient ? Verdict::Failed : Verdict::Refused, reason};
}

}  // namespace notifier
