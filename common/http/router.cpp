#include "common/http/router.h"

#include <utility>

namespace http {
namespace {

// HEAD is GET without the body, which the Server leaves out.
std::string_view handled_as(std::string_view method) { return method == "HEAD" ? "GET" : method; }

}  // namespace

Router& Router::on(std::string method, std::string path, Handler handler) {
    routes_[std::move(path)][std::move(method)] = std::move(handler);
    return *this;
}

Response Router::operator()(const Request& request) const {
    const auto route = routes_.find(request.path);
    if (route == routes_.end()) return plain(404);
    const Methods& methods = route->second;
    const auto method = methods.find(handled_as(request.method));
    if (method != methods.end()) return method->second(request);
    std::string allowed;
    for (const auto& [name, handler] : methods) {
        if (!allowed.empty()) allowed += ", ";
        allowed += name == "GET" ? "GET, HEAD" : name;
    }
    Response refused = plain(405);
    refused.headers.emplace_back("Allow", allowed);
    return refused;
}

}  // namespace http
