#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace transfer {

enum class Starttls { Required, Optional, Off };

struct MailServer {
    std::string host;
    int port = 587;
    Starttls starttls = Starttls::Required;
    std::string user = {};  // login; empty: none
    std::string password = {};
    std::string authorities = {};  // a PEM file; empty: the system's
    int64_t timeout_ms = 10'000;   // of one mail, from the connection to the answer
};

struct Mail {
    std::string from;     // envelope: an address alone
    std::string to;       // one address alone
    std::string content;  // as `compose` writes it
};

// How far the conversation had come when it ended.
enum class MailStage { Connect, Greeting, Login, Sender, Recipient, Content };

struct MailAnswer {
    bool taken = false;  // the server has answered 250 to the content
    MailStage stage = MailStage::Connect;
    int status = 0;       // of the server's last reply; 0: none came
    std::string failure;  // not taken: what happened, without addresses or the server's own words
};

// Whether SMTP can carry it without anybody reading more into it: printable ASCII, one @, none of
// the characters that end an address, at most 254 bytes.
bool is_mail_address(std::string_view address);

// Mails by SMTP over one connection that is kept alive between them. One thread at a time; a call
// blocks up to the server's time-out. With Starttls::Required nothing is said before TLS stands and
// the certificate fits.
class MailClient {
  public:
    explicit MailClient(MailServer server);
    ~MailClient();
    MailClient(const MailClient&) = delete;
    MailClient& operator=(const MailClient&) = delete;

    // Invalid: an address is malformed, nothing has been sent. Everything else is an answer. Where
    // it ends in MailStage::Content without a status, nobody knows whether the server has it.
    [[nodiscard]] base::Result<MailAnswer> send(const Mail& mail);

  private:
    void prepare(const Mail& mail);

    void* const handle_;  // CURL
    const MailServer server_;
    const std::string url_;
};

}  // namespace transfer
