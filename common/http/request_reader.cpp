#include "common/http/request_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>

namespace http {
namespace {

namespace beast = boost::beast::http;
using Parser = beast::request_parser<beast::string_body>;

std::string_view text(boost::beast::string_view from) { return {from.data(), from.size()}; }

int status_of(const boost::beast::error_code& error) {
    if (error == beast::error::header_limit) return 431;
    if (error == beast::error::body_limit) return 413;
    return 400;
}

}  // namespace

struct RequestReader::State {
    explicit State(size_t bytes_max) {
        parser.eager(true);  // body as well, not only the header
        parser.header_limit(static_cast<uint32_t>(bytes_max));
        parser.body_limit(bytes_max);
    }
    Parser parser;
    std::string input;  // not yet parsed
    int refusal = 0;
};

RequestReader::RequestReader(size_t bytes_max)
    : bytes_max_{bytes_max}, state_{std::make_unique<State>(bytes_max)} {}
RequestReader::~RequestReader() = default;

RequestReader::Progress RequestReader::take(std::string_view bytes) {
    state_->input += bytes;
    return parse();
}

RequestReader::Progress RequestReader::next() {
    auto fresh = std::make_unique<State>(bytes_max_);
    fresh->input = std::move(state_->input);
    state_ = std::move(fresh);
    return parse();
}

RequestReader::Progress RequestReader::parse() {
    Parser& parser = state_->parser;
    std::string& input = state_->input;
    while (!input.empty() && !parser.is_done()) {
        boost::beast::error_code error;
        input.erase(0, parser.put(boost::asio::buffer(input), error));
        if (error == beast::error::need_more) break;
        if (!error) continue;
        state_->refusal = status_of(error);
        return Progress::Refused;
    }
    if (!parser.is_done()) return Progress::NeedsMore;
    // RFC 9112, 3.2: a request of HTTP/1.1 without Host is refused.
    if (parser.get().version() >= 11 && parser.get().count(beast::field::host) != 1) {
        state_->refusal = 400;
        return Progress::Refused;
    }
    return Progress::Complete;
}

Request RequestReader::request() const {
    const auto& message = state_->parser.get();
    const std::string_view target = text(message.target());
    const size_t mark = target.find('?');
    const bool has_query = mark != std::string_view::npos;
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    for (const auto& header : message) {
        headers.emplace_back(text(header.name_string()), text(header.value()));
    }
    return {.method = text(message.method_string()),
            .path = target.substr(0, mark),
            .query = has_query ? target.substr(mark + 1) : std::string_view{},
            .body = message.body(),
            .headers = std::move(headers)};
}

bool RequestReader::keep_alive() const { return state_->parser.get().keep_alive(); }

int RequestReader::refusal() const { return state_->refusal; }

}  // namespace http
