#include <algorithm>

#include "common/log/log.h"
#include "producers/venue/desk/query.h"
#include "producers/venue/desk/routes.h"
#include "producers/venue/reference/calendar_file.h"

namespace venue {
namespace {

http::Response said(int status, const std::string& text) {
    return {status, "text/plain; charset=utf-8", text + "\n", {}};
}

// How a command's input is read from its parameters; what is wrong lies in the query's problem.
using Read = std::function<InputBody(Query&)>;

void add(http::Router& router, Venue& venue, const std::string& path, Read read) {
    router.on("POST", path, [&venue, path, read = std::move(read)](const http::Request& request) {
        Query query{request.query};
        InputBody input = read(query);
        if (!query.problem().empty()) return said(400, query.problem());
        const std::string refused = venue.operate(std::move(input));
        logging::info("operator", {{"command", path},
                                   {"parameters", request.query},
                                   {"refused", std::string_view{refused}}});
        return refused.empty() ? said(200, "done") : said(409, refused);
    });
}

uint64_t id(Query& query, const std::string& name, std::optional<int64_t> fallback) {
    return static_cast<uint64_t>(query.number(name, fallback));
}

SetPhase read_phase(Query& query, const std::vector<Group>& groups) {
    SetPhase set;
    const std::string name = query.required("group");
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const Group& one) { return one.name.view() == name; });
    const auto phase = phase_by_name(query.required("phase"));
    if (group == groups.end()) query.reject("group", "unknown");
    if (!phase) query.reject("phase", "unknown");
    if (!query.problem().empty()) return set;
    set.group = static_cast<uint16_t>(group - groups.begin());
    set.phase = *phase;
    return set;
}

void add_mass_cancel(http::Router& router, Venue& venue) {
    router.on("POST", "/mass-cancel", [&venue](const http::Request& request) {
        Query query{request.query};
        const int64_t member = query.number("member", std::nullopt);
        const std::string account = query.text("account", "");
        if (!AccountText::fits(account)) query.reject("account", "longer than 16 characters");
        if (!query.problem().empty()) return said(400, query.problem());
        if (!venue.has_member(member)) return said(409, "no such member");
        const std::string refused = venue.mass_cancel(static_cast<uint16_t>(member), account);
        logging::info("operator", {{"command", "/mass-cancel"}, {"parameters", request.query}});
        return refused.empty() ? said(200, "done") : said(409, refused);
    });
}

void add_instrument_commands(http::Router& router, Venue& venue) {
    add(router, venue, "/suspend", [](Query& query) {
        return Suspend{query.instrument(), query.number("suspended", 1) != 0};
    });
    add(router, venue, "/band", [](Query& query) {
        return SetBand{query.instrument(), query.price("low", std::nullopt),
                       query.price("high", std::nullopt)};
    });
    add(router, venue, "/last-price", [](Query& query) {
        return SetLastPrice{query.instrument(), query.price("price", std::nullopt)};
    });
    add(router, venue, "/quote", [](Query& query) {
        return SetQuote{query.instrument(), query.price("bid", 0), query.price("ask", 0),
                        query.number("quantity", std::nullopt)};
    });
}

}  // namespace

void add_commands(http::Router& router, Venue& venue) {
    add(router, venue, "/freeze/confirm",
        [](Query& query) { return FreezeConfirm{id(query, "order", std::nullopt)}; });
    add(router, venue, "/freeze/refuse", [](Query& query) {
        const std::string reason = query.text("reason", "refused by the exchange");
        if (!ReasonText::fits(reason)) query.reject("reason", "longer than 120 characters");
        FreezeRefuse refuse{id(query, "order", std::nullopt), {}};
        if (query.problem().empty()) refuse.reason = std::string_view{reason};
        return refuse;
    });
    add(router, venue, "/trade/bust", [](Query& query) {
        return Bust{id(query, "trade", 0), id(query, "exec", 0)};
    });
    add(router, venue, "/trade/correct", [](Query& query) {
        return Correct{id(query, "trade", std::nullopt), query.number("quantity", std::nullopt),
                       query.price("price", std::nullopt)};
    });
    add(router, venue, "/phase",
        [&venue](Query& query) { return read_phase(query, venue.reference().groups); });
    add_instrument_commands(router, venue);
    add_mass_cancel(router, venue);
}

}  // namespace venue
