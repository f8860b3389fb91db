#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/http/message.h"

namespace http {

// Finds the handler by the exact path. Unknown path: 404. Known path, other method: 405 with Allow.
// A value: it is itself a Handler for a Server. Loop thread only.
class Router {
  public:
    // Answers GET, and HEAD with the same handler.
    Router& get(std::string path, Handler handler) {
        return on("GET", std::move(path), std::move(handler));
    }
    Router& on(std::string method, std::string path, Handler handler);

    Response operator()(const Request& request) const;

  private:
    using Methods = std::map<std::string, Handler, std::less<>>;
    std::map<std::string, Methods, std::less<>> routes_;
};

}  // namespace http
