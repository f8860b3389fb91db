#include <algorithm>

#include "common/site/next_step.h"
#include "producers/ctl/doctor/doctor_checks.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

Findings check_pauses(const std::vector<SiteFacts::Pause>& pauses, int32_t partitions) {
    if (pauses.empty()) return {good("site.pauses", "no partition is paused")};
    Findings findings;
    for (const auto& pause : pauses) {
        const std::string number = std::to_string(pause.partition);
        if (pause.partition >= partitions) {
            findings.push_back(warn("site.pauses", "partition " + number + " does not exist",
                                    "delete its row from the table pauses"));
            continue;
        }
        if (pause.catching_up) {
            findings.push_back(
                warn("site.pauses", "partition " + number + " is catching up",
                     "exits wait; where it does not end: backstopctl lag, gap show"));
            continue;
        }
        findings.push_back(
            warn("site.pauses",
                 "partition " + number + ", since " + india_time(pause.since_us) + " by " +
                     pause.by + ": " + pause.reason,
                 "its books stand still; when it is mended: backstopctl resume " + number));
    }
    return findings;
}

Finding check_day(uint32_t open, uint32_t today) {
    const std::string check = "site.day";
    if (open == 0) {
        return bad(check, "no trading day is open", "open it: backstopctl day open --reason ...");
    }
    const std::string text = std::to_string(open);
    if (open == today) return good(check, text);
    return warn(check, text + " is open, the exchanges' date is " + std::to_string(today),
                "where today is traded: backstopctl day open --reason ...; back from a later "
                "day: --backwards");
}

Finding in_doubt(const SiteFacts::Doubts& session, std::string found) {
    const std::string check = "site.orders";
    const std::string list = "backstopctl orders --in-doubt lists them; ";
    if (session.contradicted > 0) {
        return bad(check, std::move(found), list + "docs/runbooks/OrdersContradicted.md");
    }
    if (session.unanswered > 0) {
        return warn(check, std::move(found), list + "docs/runbooks/OrdersInDoubt.md");
    }
    return good(check, std::move(found));
}

// In STANDBY and ACTIVE a site may stay; out of the others somebody has to lead it.
Finding check_state(const SiteFacts& facts) {
    const auto name = std::ranges::find(site::kStateNames, facts.state);
    const bool stays =
        name == site::kStateNames.end() || facts.state == "STANDBY" || facts.state == "ACTIVE";
    if (stays) return good("site.state", facts.state);
    const auto state = static_cast<site::State>(name - site::kStateNames.begin());
    return warn("site.state", facts.state + ": " + facts.reason,
                std::string{site::next_step(state)});
}

Findings check_doubts(const std::vector<SiteFacts::Doubts>& doubts) {
    Findings findings;
    for (const auto& one : doubts) {
        std::string found = "session " + one.session + ": " + std::to_string(one.contradicted) +
                            " orders contradicted, " + std::to_string(one.unanswered) +
                            " unanswered, " + std::to_string(one.unbooked - one.unanswered) +
                            " just sent";
        findings.push_back(in_doubt(one, std::move(found)));
    }
    return findings;
}

}  // namespace

Finding check_books(const verdict::Verdict& books) {
    constexpr size_t kReasonsMax = 5;
    const std::string check = "site.books";
    std::string found = verdict::headline(books);
    const std::string compared = verdict::compared_text(books);
    if (!compared.empty()) found += "; " + compared;
    if (books.trust == verdict::Trust::Trusted) return good(check, std::move(found));
    size_t told = 0;
    for (const verdict::Finding& one : books.findings) {
        if (one.trust == verdict::Trust::Trusted || ++told > kReasonsMax) continue;
        found += "; " + verdict::sentence_of(one);
    }
    if (told > kReasonsMax) found += "; and " + std::to_string(told - kReasonsMax) + " more";
    if (books.trust == verdict::Trust::NotTrusted) {
        return bad(check, std::move(found), "see docs/runbooks/BooksNotTrusted.md");
    }
    return warn(check, std::move(found),
                "backstopctl differences, parked list, gap show; see docs/verdict.md");
}

Finding check_alerts(const AlertsReading& alerts, int64_t now_us, bool asked) {
    const std::string check = "site.alerts";
    std::string found = alerts_line(alerts, now_us);
    if (!alerts.known()) {
        Finding told = warn(check, std::move(found), "say in [overview] alerts_url where it is");
        if (asked) told.silent = Silent::Alerts;
        return told;
    }
    if (alerts.value->empty()) return good(check, std::move(found));
    return warn(check, std::move(found), "see docs/runbooks: each alert has a page of its name");
}

Finding check_commands(const CommandsReading& commands) {
    const std::string check = "site.commands";
    std::string found = commands_line(commands);
    if (commands.known()) return good(check, std::move(found));
    return warn(check, std::move(found), "see what the database says, and run doctor again");
}

Findings check_site(const SiteFacts& facts, int32_t partitions) {
    Findings findings = check_pauses(facts.pauses, partitions);
    findings.push_back(check_state(facts));
    for (Finding& one : check_doubts(facts.doubts)) findings.push_back(std::move(one));
    findings.push_back(check_day(facts.open_day, facts.today));
    if (!facts.left_active.empty()) {
        findings.push_back(warn("site.night", facts.left_active,
                                "before the next opening: day open, or site return and standby"));
    }
    if (!facts.unconfirmed.empty()) {
        findings.push_back(
            warn("site.cutoffs", facts.unconfirmed,
                 "where the main site does not do them: backstopctl cutoff confirm"));
    }
    return findings;
}

}  // namespace ctl
