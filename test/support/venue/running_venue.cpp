#include "test/support/venue/running_venue.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "common/base/must.h"
#include "producers/venue/desk/routes.h"
#include "producers/venue/venue.h"

namespace test {
namespace {

constexpr const char* kInstruments =
    "exchange,segment,token,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
    "band_low,band_high,previous_close,last_price,trade_for_trade\n"
    "NSE,FO,101,FUT,,20260130,0,,10,500,1000,800000,1200000,1000000,1000000,0\n"
    "NSE,CM,202,SHARE,BE,0,0,,1,500,0,900000,1100000,1000000,1000000,1\n"
    "NSE,CM,303,BIG,EQ,0,0,,1,500,0,0,0,1000000,1000000,0\n";

venue::SessionTerms session(const std::string& name, venue::SessionRole role) {
    venue::SessionTerms terms;
    terms.role = role;
    terms.member = 1;
    terms.fix.name = name;
    terms.fix.sender = "VENUE";
    terms.fix.target = "TEST-" + name;
    terms.fix.resend_application = role != venue::SessionRole::Prices;
    return terms;
}

}  // namespace

TempFolder::TempFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "backstop-venue-XXXXXX";
    base::must(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
}

int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    base::must(::bind(socket, raw, size) == 0);
    base::must(::getsockname(socket, raw, &size) == 0);
    ::close(socket);
    return ntohs(address.sin_port);
}

venue::VenueConfig small_venue(const std::filesystem::path& folder) {
    std::ofstream{folder / "instruments.csv"} << kInstruments;
    venue::VenueConfig config;
    config.day = 20260105;
    config.instruments_file = folder / "instruments.csv";
    config.data_dir = folder / "venue";
    config.start_time = "10:00:00";
    config.fix_port = free_port();
    config.path.kind = venue::PathKind::None;
    config.sessions = {session("main", venue::SessionRole::Orders),
                       session("ours", venue::SessionRole::Orders),
                       session("drop", venue::SessionRole::DropCopy),
                       session("prices", venue::SessionRole::Prices)};
    return config;
}

RunningVenue::RunningVenue(venue::VenueConfig config) {
    std::promise<std::string> started;
    auto answer = started.get_future();
    thread_ = std::thread{
        [this, config = std::move(config), &started]() mutable { run(config, started); }};
    problem_ = answer.get();
}

void RunningVenue::run(const venue::VenueConfig& config, std::promise<std::string>& started) {
    auto reference = venue::load_reference(config);
    if (!reference.ok()) return started.set_value(reference.error().what);
    loop::Loop loop;
    metrics::Registry registry;
    venue::Venue venue{loop, config, std::move(reference).value(), registry,
                       [&](const std::string&) { loop.stop(); }};
    http::Router router;
    venue::add_commands(router, venue);
    venue::add_lists(router, venue);
    desk_ = router;
    loop::Mailbox<Job> jobs{loop, 1000, [](const Job& job) { job(); }};
    jobs_ = &jobs;
    end_ = [&] { loop.stop(); };
    const auto begun = venue.start();
    started.set_value(begun.ok() ? "" : begun.error().what);
    if (begun.ok()) loop.run();
    venue.stop();
}

http::Response RunningVenue::ask(const std::string& method, const std::string& path,
                                 const std::string& query) {
    std::promise<http::Response> promise;
    auto answer = promise.get_future();
    const bool posted = jobs_->try_post(
        [&] { promise.set_value(desk_({.method = method, .path = path, .query = query})); });
    base::must(posted);
    return answer.get();
}

void RunningVenue::stop() {
    if (!thread_.joinable()) return;
    if (problem_.empty()) base::must(jobs_->try_post([this] { end_(); }));
    thread_.join();
}

}  // namespace test
