#include "common/transfer/http_client.h"

#include <strings.h>

#include <algorithm>
#include <memory>
#include <new>

#include "common/base/must.h"
#include "common/transfer/curl.h"

namespace transfer {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";

struct Received {
    std::string body;
    size_t bytes_max = 0;
};

size_t receive(char* bytes, size_t size, size_t count, void* to) noexcept {
    auto& received = *static_cast<Received*>(to);
    const size_t length = size * count;
    if (received.body.size() + length > received.bytes_max) return 0;  // ends the transfer
    received.body.append(bytes, length);
    return length;
}

size_t receive_header(char* bytes, size_t size, size_t count, void* to) noexcept {
    constexpr std::string_view kDate = "date: ";
    const size_t length = size * count;
    if (length < kDate.size() || length > 100 ||
        strncasecmp(bytes, kDate.data(), kDate.size()) != 0)
        return length;
    char date[101] = {};
    std::copy(bytes + kDate.size(), bytes + length, date);
    *static_cast<int64_t*>(to) = std::max<int64_t>(0, curl_getdate(date, nullptr));
    return length;
}

bool has_line_end(std::string_view text) { return text.find_first_of("\r\n") != text.npos; }

void append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc{};
    (void)list.release();
    list.reset(longer);
}

}  // namespace

HttpClient::HttpClient(std::string authorities)
    : handle_{curl_easy_init()}, authorities_{std::move(authorities)} {
    base::must(kStarted == CURLE_OK && handle_ != nullptr);
}

HttpClient::~HttpClient() { curl_easy_cleanup(handle_); }

base::Result<HttpAnswer> HttpClient::send(const HttpRequest& request) {
    List headers;
    for (const auto& [name, value] : request.headers) {
        if (name.empty() || has_line_end(name) || has_line_end(value)) {
            return base::Error{base::Errc::Invalid, "header " + name + ": a line end inside"};
        }
        append(headers, name + ": " + value);
    }
    append(headers, "Expect:");  // no waiting for 100 Continue
    CURL* curl = handle_;
    curl_easy_reset(curl);  // the connection stays
    Received received{.body = {}, .bytes_max = request.answer_bytes_max};
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(curl, CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    if (!request.body.empty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (!request.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request.password.c_str());
    }
    if (!authorities_.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, authorities_.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
    int64_t date_s = 0;
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &date_s);
    const CURLcode done = curl_easy_perform(curl);
    if (done == CURLE_URL_MALFORMAT || done == CURLE_UNSUPPORTED_PROTOCOL) {
        return base::Error{base::Errc::Invalid, std::string{"url: "} + curl_easy_strerror(done)};
    }
    if (done == CURLE_WRITE_ERROR) {
        return base::Error{
            base::Errc::Retryable,
            "answer: larger than " + std::to_string(request.answer_bytes_max) + " bytes"};
    }
    if (done != CURLE_OK) {
        return base::Error{base::Errc::Retryable, std::string{"http: "} + curl_easy_strerror(done)};
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return HttpAnswer{static_cast<int>(status), std::move(received.body), date_s};
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
    return encoded;
}

}  // namespace transfer
