#include <fmt/core.h>

#include <algorithm>

#include "common/events/json_text.h"
#include "producers/ctl/doctor/doctor_finding.h"

namespace ctl {
namespace {

std::string_view name_of(Level level) {
    return level == Level::Ok ? "ok" : level == Level::Warn ? "warn" : "bad";
}

void write_finding(events::JsonText& json, const Finding& one) {
    json.text("level", name_of(one.level));
    json.text("check", one.check);
    json.text("found", one.found);
    json.text("remedy", one.remedy);
}

}  // namespace

bool all_hold(const Findings& findings) {
    return std::ranges::none_of(findings, [](const auto& one) { return one.level == Level::Bad; });
}

std::string findings_text(const Findings& findings) {
    Findings sorted = findings;
    std::ranges::stable_sort(sorted, std::greater{}, &Finding::level);
    size_t widest = 0;
    for (const Finding& one : sorted) widest = std::max(widest, one.check.size());
    std::string text;
    for (const Finding& one : sorted) {
        text +=
            fmt::format("{:<4}  {:<{}}  {}\n", name_of(one.level), one.check, widest, one.found);
        if (one.remedy.empty()) continue;
        text += fmt::format("{:<{}}  -> {}\n", "", widest + 6, one.remedy);
    }
    const auto count = [&](Level level) {
        return std::ranges::count(sorted, level, &Finding::level);
    };
    return text + fmt::format("\n{} bad, {} warnings, {} ok\n", count(Level::Bad),
                              count(Level::Warn), count(Level::Ok));
}

std::string findings_json(const Findings& findings) {
    events::JsonText json;
    json.open_object();
    json.flag("ok", all_hold(findings));
    json.objects("findings", findings, write_finding);
    json.close_object();
    return json.take();
}

}  // namespace ctl
