#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ctl {

struct NotifyOptions {
    std::string config;
    std::string name_of_template;
    std::vector<std::string> fields;    // name=value
    std::vector<std::string> channels;  // email, sms, push
    std::string list;                   // of these three one: CSV file, - for standard input
    std::vector<std::string> accounts;
    bool all_customers = false;
    bool urgent = false;
    std::string language;  // en, hi; empty: each customer's own
    std::string expires_in = "1d";
    std::string id;      // empty: one is made up
    std::string by;      // empty: the login name
    int64_t rate = 0;    // addressees a second; 0: as fast as it goes
    std::string reason;  // of a broken glass
    bool break_glass = false;
    bool skip_bad = false;
    bool dry_run = false;
    bool json = false;
};
// Writes a notice for each addressee and channel; the relay and the notifier do the rest.
int notify(const NotifyOptions& options);

struct NoticesOptions {
    std::string config;
    std::string account;
    std::string state;
    std::string id;  // of one notice, or of a broadcast
    int64_t limit = 50;
    bool json = false;
};
// How many notices have which fate, and the newest of them, addresses masked.
int show_notices(const NoticesOptions& options);

}  // namespace ctl
