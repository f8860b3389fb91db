#include "common/http/event_stream.h"

#include <utility>

#include "common/http/outlet.h"

namespace http {
namespace {

constexpr std::string_view kHeartbeat = ":\n\n";

}  // namespace

std::string sent_event(std::string_view name, std::string_view data) {
    std::string bytes = "event: ";
    bytes.append(name).push_back('\n');
    while (true) {
        const size_t end = data.find('\n');
        bytes.append("data: ").append(data.substr(0, end)).push_back('\n');
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + 1);
    }
    return bytes += '\n';
}

EventStream::EventStream(loop::Loop& loop, Limits limits)
    : limits_{limits}, heartbeat_{loop, [this] { send(kHeartbeat); }} {
    heartbeat_.start_every(limits_.heartbeat_ms);
}

EventStream::~EventStream() {
    for (const Viewer& viewer : viewers_) viewer.outlet->finish();
}

Response EventStream::open(std::string_view first, std::string pass) {
    forget_closed();
    if (viewers_.size() >= limits_.viewers_max) {
        Response full = plain(503);
        full.headers.emplace_back("Retry-After", "5");
        return full;
    }
    auto outlet = std::make_shared<Outlet>(limits_.waiting_bytes_max);
    if (!outlet->write(first)) return plain(500);  // more than one may be sent at once
    viewers_.push_back({std::move(pass), outlet});
    return {.content_type = "text/event-stream",
            .headers = {{"X-Accel-Buffering", "no"}},  // a proxy must not wait for more
            .goes_on = std::move(outlet)};
}

void EventStream::send(std::string_view events) {
    forget_closed();
    for (const Viewer& viewer : viewers_) {
        if (!viewer.outlet->write(events)) ++dropped_;
    }
    forget_closed();
}

void EventStream::end_unless(const std::function<bool(const std::string& pass)>& good) {
    std::erase_if(viewers_, [&](const Viewer& viewer) {
        if (good(viewer.pass)) return false;
        viewer.outlet->finish();
        return true;
    });
}

size_t EventStream::viewers() {
    forget_closed();
    return viewers_.size();
}

void EventStream::forget_closed() {
    std::erase_if(viewers_, [](const Viewer& viewer) { return viewer.outlet->closed(); });
}

}  // namespace http
