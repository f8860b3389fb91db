#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <thread>

#include "common/http/message.h"
#include "common/loop/mailbox.h"
#include "producers/venue/venue_config.h"

namespace test {

// A folder of its own under the system's, gone with the object.
class TempFolder {
  public:
    TempFolder();
    ~TempFolder() { std::filesystem::remove_all(path); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    std::filesystem::path path;
};

int free_port();

// The sessions "main" and "ours" (orders) and "drop" (drop copy) of member 1 and "prices";
// instruments FUT (NSE FO 101: lot 10, tick 0.05, band 80 to 120, freeze 1000, close 100) and SHARE
// (NSE CM 202: lot 1, tick 0.05, band 90 to 110, trade-for-trade), and BIG (NSE CM 303: lot 1, no
// band, no freeze quantity). No price path.
venue::VenueConfig small_venue(const std::filesystem::path& folder);

// A venue with a loop and a thread of its own.
class RunningVenue {
  public:
    explicit RunningVenue(venue::VenueConfig config);
    ~RunningVenue() { stop(); }
    RunningVenue(const RunningVenue&) = delete;
    RunningVenue& operator=(const RunningVenue&) = delete;

    // Why it could not start; empty: it runs.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    // One request to the operator's desk, answered on the venue's thread.
    http::Response ask(const std::string& method, const std::string& path,
                       const std::string& query = "");
    void stop();

  private:
    using Job = std::function<void()>;
    void run(const venue::VenueConfig& config, std::promise<std::string>& started);

    std::string problem_;
    std::function<http::Response(const http::Request&)> desk_;
    loop::Mailbox<Job>* jobs_ = nullptr;  // of the thread, while it runs
    std::function<void()> end_;
    std::thread thread_;
};

}  // namespace test
