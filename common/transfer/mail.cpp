#include "common/transfer/mail.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "common/base/must.h"
#include "common/transfer/curl.h"

namespace transfer {
namespace {

constexpr size_t kAddressBytesMax = 254;

struct Conversation {
    std::string_view content;
    size_t at = 0;
    MailStage stage = MailStage::Connect;
};

size_t give(char* to, size_t size, size_t count, void* from) noexcept {
    auto& talk = *static_cast<Conversation*>(from);
    const size_t length = std::min(size * count, talk.content.size() - talk.at);
    std::memcpy(to, talk.content.data() + talk.at, length);
    talk.at += length;
    return length;
}

MailStage stage_of(std::string_view command, MailStage before) {
    if (command.starts_with("EHLO") || command.starts_with("HELO") ||
        command.starts_with("STARTTLS")) {
        return MailStage::Greeting;
    }
    if (command.starts_with("AUTH")) return MailStage::Login;
    if (command.starts_with("MAIL")) return MailStage::Sender;
    if (command.starts_with("RCPT")) return MailStage::Recipient;
    if (command.starts_with("DATA")) return MailStage::Content;
    return before;
}

// The library tells each command that it sends, but not at which of them it gave up.
int watch(CURL*, curl_infotype kind, char* bytes, size_t length, void* to) noexcept {
    auto& talk = *static_cast<Conversation*>(to);
    if (kind == CURLINFO_HEADER_OUT) talk.stage = stage_of({bytes, length}, talk.stage);
    return 0;
}

long use_of_tls(Starttls starttls) {
    if (starttls == Starttls::Required) return CURLUSESSL_ALL;
    return starttls == Starttls::Optional ? CURLUSESSL_TRY : CURLUSESSL_NONE;
}

}  // namespace

bool is_mail_address(std::string_view address) {
    const size_t at = address.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return false;
    if (address.size() > kAddressBytesMax || address.find('@', at + 1) != std::string_view::npos) {
        return false;
    }
    return std::ranges::all_of(address, [](char c) {
        return c > ' ' && c < '\x7f' && std::strchr("<>()[],;:\\\"", c) == nullptr;
    });
}

MailClient::MailClient(MailServer server)
    : handle_{curl_easy_init()},
      server_{std::move(server)},
      url_{"smtp://" + server_.host + ":" + std::to_string(server_.port) + "/backstop"} {
    base::must(kStarted == CURLE_OK && handle_ != nullptr);
}

MailClient::~MailClient() { curl_easy_cleanup(handle_); }

void MailClient::prepare(const Mail& mail) {
    CURL* curl = handle_;
    curl_easy_reset(curl);  // the connection stays
    curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, use_of_tls(server_.starttls));
    if (!server_.authorities.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, server_.authorities.c_str());
    }
    if (!server_.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, server_.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, server_.password.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(server_.timeout_ms));
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.content.size()));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
}

base::Result<MailAnswer> MailClient::send(const Mail& mail) {
    if (!is_mail_address(mail.from)) return base::Error{base::Errc::Invalid, "from: no address"};
    if (!is_mail_address(mail.to)) return base::Error{base::Errc::Invalid, "to: no address"};
    const List recipients{curl_slist_append(nullptr, ("<" + mail.to + ">").c_str())};
    if (recipients == nullptr) throw std::bad_alloc{};
    CURL* curl = handle_;
    prepare(mail);
    Conversation talk{.content = mail.content};
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &talk);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &talk);
    const CURLcode done = curl_easy_perform(curl);
    MailAnswer answer{.taken = done == CURLE_OK, .stage = talk.stage, .status = 0, .failure = {}};
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    // Of a time-out the last reply says nothing: it is that to the command before.
    const bool replied =
        done != CURLE_OPERATION_TIMEDOUT && done != CURLE_GOT_NOTHING && done != CURLE_RECV_ERROR;
    if (answer.taken || replied) answer.status = static_cast<int>(status);
    if (!answer.taken) answer.failure = curl_easy_strerror(done);
    return answer;
}

}  // namespace transfer
