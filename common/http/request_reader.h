#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "common/http/message.h"

namespace http {

// Bytes in, requests out, one at a time; bytes behind a request wait for `next`. Pure: no socket,
// no clock. Holds at most 3 * bytes_max of one request, and what one `take` brought beyond it.
class RequestReader {
  public:
    enum class Progress { NeedsMore, Complete, Refused };

    // `bytes_max`: of the request line, of the header fields, and of the body, each.
    explicit RequestReader(size_t bytes_max);
    ~RequestReader();

    // Only while the last answer was NeedsMore.
    Progress take(std::string_view bytes);
    // After Complete: forgets that request and looks at the bytes that came behind it.
    Progress next();

    // After Complete; valid until `next`.
    [[nodiscard]] Request request() const;
    [[nodiscard]] bool keep_alive() const;
    // After Refused: 400 malformed, 413 body too large, 431 header too large.
    [[nodiscard]] int refusal() const;

  private:
    struct State;
    Progress parse();

    const size_t bytes_max_;
    std::unique_ptr<State> state_;
};

}  // namespace http
