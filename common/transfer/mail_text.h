#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace transfer {

// A mail in plain text. Any text is safe: what a header cannot hold is encoded, so that none can
// begin another header or end the mail.
struct MailText {
    std::string from;       // address
    std::string from_name;  // shown beside it; may be empty
    std::string to;         // address
    std::string subject;    // UTF-8
    std::string body;       // UTF-8
    std::string id;         // the same id makes the same Message-ID
    base::WallTime date;
};

// The content of a mail as SMTP carries it: headers, an empty line, the body in base64, CRLF.
// Addresses must be such as is_mail_address takes. Source: RFC 5322, 2045, 2047.
std::string compose(const MailText& mail);

// <notice-ID@domain of `from`>; characters that are not safe there as =XX.
std::string message_id(std::string_view id, std::string_view from);

// Text of a header: printable ASCII as it is, else encoded words of at most 75 characters.
std::string header_text(std::string_view text);

}  // namespace transfer
