#include "consumers/notifier/decide.h"

#include <algorithm>

#include "common/transfer/mail.h"

namespace notifier {

namespace {

constexpr size_t kDeviceBytesMax = 200;  // of the column

bool is_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= 8 && text.size() <= 15 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_recipient(Channel channel, std::string_view recipient) {
    if (channel == Channel::Email) return transfer::is_mail_address(recipient);
    if (channel == Channel::Sms) return is_number(recipient);
    return !recipient.empty() && recipient.size() <= kDeviceBytesMax &&
           std::ranges::all_of(recipient, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string over(const Notice& notice, const Rules& rules, base::WallTime now) {
    std::string why;
    if (now.us >= notice.expires_us) {
        why = "expired";
    } else if (notice.attempts - notice.untried >= rules.attempts_max) {
        why = "attempts: used up";
    }
    if (!why.empty() && !notice.reason.empty()) why += "; last: " + notice.reason;
    return why;
}

Decision decide(const Notice& notice, const Rules& rules, const Templates& templates,
                base::WallTime now) {
    if (notice.state == State::Sent || notice.state == State::Dead) return Done{};
    if (notice.state == State::Sending) {
        const int64_t left_us = notice.changed_us + rules.lease_us - now.us;
        if (left_us > 0) return Later{std::min(left_us, rules.lease_us)};
    }
    if (std::string reason = over(notice, rules, now); !reason.empty()) return Dead{reason};
    if (notice.channel != rules.channel) {
        return Dead{"channel: named on the queue of " + std::string{name_of(rules.channel)}};
    }
    if (notice.recipient.empty()) return Dead{"recipient: there is none"};
    if (!is_recipient(notice.channel, notice.recipient)) return Dead{"recipient: malformed"};
    auto rendered = templates.render(notice);
    if (!rendered.ok()) return Dead{rendered.error().what};
    Rendered text = std::move(rendered).value();
    return Send{{notice.id, notice.recipient, std::move(text.subject), std::move(text.text)},
                text.fell_back};
}

}  // namespace notifier
