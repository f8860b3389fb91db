#include "producers/ctl/doctor/doctor_once.h"

#include <algorithm>

namespace ctl {
namespace {

constexpr std::string_view kReady = "service.ready";

std::string start_of(const Installation& where, const std::string& ours, const std::string& units) {
    if (where.local_stack.empty()) return "systemctl start " + units;
    return "BACKSTOP_VAR=" + where.local_stack + " ./backstop " + ours;
}

auto silent_one(Findings& findings, Silent who) {
    return std::ranges::find(findings, who, &Finding::silent);
}

// Takes out all that fit; returns their services, "ledger-1, squareoff".
template <class Fits>
std::string take_services(Findings& findings, size_t& count, const Fits& fits) {
    std::string names;
    for (const Finding& one : findings) {
        if (one.check != kReady || !fits(one)) continue;
        names += (names.empty() ? "" : ", ") + one.service;
        ++count;
    }
    std::erase_if(findings, [&](const Finding& one) { return one.check == kReady && fits(one); });
    return names;
}

bool is_silent(const Finding& one) { return one.silent == Silent::Service; }
bool is_unready(const Finding& one) { return !is_silent(one) && one.level == Level::Bad; }

void tell_nothing_answers(Findings& findings, const Installation& where) {
    std::string found = "neither database nor broker answers (" +
                        silent_one(findings, Silent::Database)->found + "; " +
                        silent_one(findings, Silent::Broker)->found + ")";
    size_t count = 0;
    (void)take_services(findings, count, is_silent);
    if (count > 0) {
        found += ", nor " + std::string{count == 1 ? "does 1 service" : ""} +
                 (count == 1 ? "" : "do " + std::to_string(count) + " services");
    }
    std::erase_if(findings, [](const Finding& one) { return one.silent != Silent::Nobody; });
    const std::string remedy = start_of(where, "up", "mariadb rabbitmq-server, then the services") +
                               "; where they run: correct [database] and [overview]";
    findings.insert(findings.begin(), bad("site.running", std::move(found), remedy));
}

void tell_who_is_silent(Findings& findings, const Installation& where) {
    const auto start = [&](Silent who, const std::string& ours, const std::string& unit,
                           const std::string& or_else) {
        const auto one = silent_one(findings, who);
        if (one == findings.end()) return;
        one->remedy = start_of(where, ours, unit) + "; where it runs: correct " + or_else;
        std::rotate(findings.begin(), one, one + 1);
    };
    start(Silent::Broker, "start rabbitmq", "rabbitmq-server", "management_url in [overview]");
    start(Silent::Database, "start mariadb", "mariadb", "[database]");
    if (std::ranges::count_if(findings, is_silent) < 2) return;
    size_t count = 0;
    const std::string names = take_services(findings, count, is_silent);
    findings.push_back(bad(std::string{kReady},
                           names + ": no answer of these " + std::to_string(count),
                           start_of(where, "up", "for each of them") +
                               "; where they run: correct services in [overview]"));
}

void tell_who_waits(Findings& findings) {
    if (std::ranges::count_if(findings, [](const Finding& one) {
            return one.check == kReady && is_unready(one);
        }) < 2) {
        return;
    }
    size_t count = 0;
    const std::string names = take_services(findings, count, is_unready);
    findings.push_back(bad(std::string{kReady}, names + ": not ready",
                           "they wait for what is told first, and go on by themselves"));
}

}  // namespace

Findings told_once(Findings findings, const Installation& where) {
    const bool no_database = silent_one(findings, Silent::Database) != findings.end();
    const bool no_broker = silent_one(findings, Silent::Broker) != findings.end();
    if (no_database) {  // which says it for the books, too
        std::erase_if(findings, [](const Finding& one) { return one.check == "site.books"; });
    }
    if (no_database && no_broker) {
        tell_nothing_answers(findings, where);
    } else {
        tell_who_is_silent(findings, where);
    }
    if (no_database || no_broker) tell_who_waits(findings);
    return findings;
}

}  // namespace ctl
