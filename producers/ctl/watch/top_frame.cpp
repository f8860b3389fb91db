#include "producers/ctl/watch/top_frame.h"

#include <fmt/core.h>

#include <algorithm>

#include "producers/ctl/exits/unread_commands.h"
#include "producers/ctl/table.h"
#include "producers/ctl/watch/attention_text.h"
#include "producers/ctl/watch/overview_text.h"
#include "producers/ctl/watch/trouble.h"

namespace ctl {
namespace {

using overview::Overview;
using overview::Queue;

constexpr size_t kTitleLinesMax = 2;
constexpr size_t kTroublesMax = 6;    // shown
constexpr size_t kPartitionsMax = 8;  // shown; of a small screen fewer
constexpr size_t kWide = 60;          // from here on all columns fit
constexpr size_t kTrendWidth = 20;    // less where the screen ends
constexpr size_t kTrendWidthMin = 5;
constexpr size_t kNameWidth = 22;  // of a queue; more where one is longer

// What one text may take, so that the next ones have their place.
size_t text_lines_max(const Screen& screen) {
    return screen.height() < 20 ? 1 : std::max<size_t>(2, screen.height() / 12);
}

// A header, and rows below it as far as there is room; `more` is said of how many there was none.
struct Section {
    std::string header;
    std::vector<Line> rows = {};
    std::string more = {};
};

size_t row_lines(const Section& section, const Screen& screen) {
    size_t most = 0;
    for (const Line& row : section.rows) most = std::max(most, screen.lines_of(row.text));
    return most;
}

// Lines without which nothing of it is shown: a blank one, the header, a row, how many are left
// out.
size_t least_lines(const Section& section, const Screen& screen) {
    const size_t rest = section.rows.size() > 1 ? 1 : 0;
    return 1 + screen.lines_of(section.header) + row_lines(section, screen) + rest;
}

void add_section(const Section& section, size_t rows_max, Screen& screen) {
    screen.add("");
    screen.add(section.header, Tone::Strong);
    for (size_t i = 0; i < section.rows.size(); ++i) {
        const auto& [text, tone] = section.rows[i];
        const bool is_last = i + 1 == section.rows.size();
        if (i >= rows_max || !screen.fits(text, is_last ? 0 : 1)) {
            screen.add(fmt::format("  {} more{}", section.rows.size() - i, section.more));
            return;
        }
        screen.add(text, tone);
    }
}

std::string title(const Overview& overview) {
    if (overview.taken_us == 0) return "backstop  not read yet";
    const std::string time = india_time(overview.taken_us).substr(11);
    if (!overview.site.known()) return "backstop  " + time + "  site not known";
    return fmt::format("backstop  {}  {} epoch {}", time, site::name_of(overview.site.value->state),
                       overview.site.value->epoch);
}

// In a narrow screen the numbers alone: the queues need the lines.
void add_attention(const Overview& overview, bool wide, size_t later, Screen& screen) {
    const size_t lines_max = text_lines_max(screen);
    const auto& alerts = overview.alerts;
    const auto& commands = overview.commands;
    const bool fires = alerts.known() && !alerts.value->empty();
    const Tone tone = fires ? Tone::Alarm : Tone::Plain;
    if (!wide) {
        const auto number = [](const auto& reading, auto count) {
            return reading.known() ? std::to_string(count(*reading.value)) : "not known";
        };
        const std::string firing = number(alerts, [](const auto& list) { return list.size(); });
        const std::string open = number(commands, [](const auto& some) { return some.count; });
        screen.keep(later);
        screen.add(fmt::format("alerts {}  commands {}", firing, open), tone, lines_max);
        return;
    }
    screen.keep(later + 1);
    screen.add("alerts " + alerts_line(alerts, overview.taken_us), tone, lines_max);
    screen.keep(later);
    screen.add("commands " + commands_line(commands, unread_of(overview)), Tone::Plain, lines_max);
}

// What is cut, or not shown at all, is said below them.
void add_troubles(const std::vector<std::string>& found, Screen& screen) {
    if (found.empty()) {
        screen.add("healthy");
        return;
    }
    // Half of a small screen is left for partitions and queues.
    const size_t kept = screen.room() / 2;
    const size_t lines_max = text_lines_max(screen);
    size_t shown = 0;
    bool whole = true;
    while (shown < std::min(found.size(), kTroublesMax) && (shown == 0 || screen.room() > kept)) {
        const std::string text = "! " + found[shown];
        const size_t lines = screen.lines_of(text);
        const bool ends = shown + 1 == found.size() && whole && lines <= lines_max;
        const size_t room = ends && screen.fits(text, 0) ? lines : screen.room() - 1;
        if (screen.room() < 2 && room != lines) break;
        whole = screen.add(text, Tone::Alarm, std::min(lines_max, room)) && whole;
        ++shown;
    }
    if (found.size() > shown) {
        const size_t more = found.size() - shown;
        screen.add(fmt::format("! {} more: backstopctl status", more), Tone::Alarm, 1);
    } else if (!whole) {
        screen.add("! in full: backstopctl status", Tone::Alarm, 1);
    }
}

void add_counts(const Overview& overview, Screen& screen) {
    const auto ready = std::ranges::count_if(overview.services, &overview::Service::ready);
    std::string text = fmt::format("services {}/{}", ready, overview.services.size());
    if (overview.parked.known()) text += fmt::format("  parked {}", overview.parked.value->total);
    const bool some = overview.in_doubt.known() || overview.contradicted.known();
    text += "  in doubt " + (some ? in_doubt_text(overview) : "not known");
    if (overview.notices.known()) {
        for (const auto& group : *overview.notices.value) {
            if (group.count > 0) text += fmt::format("  notices {} {}", group.name, group.count);
        }
    }
    screen.add(text, Tone::Plain, text_lines_max(screen));
}

const char* paused_mark(const overview::Partition& one) {
    return one.paused && one.paused->catching_up() ? "  catching up" : "";
}

// Its cells in columns, as wide as what stands there in the place of a number.
std::string partition_line(const Overview& site, const std::string& number,
                           const std::string& waiting, const std::string& behind,
                           const std::string& applied, const std::string& gap) {
    const auto width = [](bool lacks, size_t usual) { return lacks ? kNoReading.size() : usual; };
    const auto lacks = [&](auto field) {
        return std::ranges::any_of(site.partitions,
                                   [field](const auto& one) { return !(one.*field); });
    };
    using overview::Partition;
    return fmt::format("{:>9}  {:>8}  {:>{}}  {:>{}}  {:>{}}", number, waiting, behind,
                       width(lacks(&Partition::lag_us), 8), applied,
                       width(lacks(&Partition::applied_per_1000_s), 9), gap,
                       width(lacks(&Partition::gap_us), 7));
}

Section partition_section(const std::vector<overview::Partition>& partitions,
                          const Overview& overview, bool wide) {
    Section section{.header = wide ? partition_line(overview, "PARTITION", "WAITING", "BEHIND S",
                                                    "APPLIED/S", "GAP S")
                                   : "PART  WAITING  BEHIND S",
                    .more = ": backstopctl lag"};
    for (const auto& one : partitions) {
        const Tone tone = one.paused || one.gap_us.value_or(0) > 0 ? Tone::Alarm : Tone::Plain;
        const std::string lag = waiting_text(one);
        const std::string behind = behind_text(one);
        section.rows.push_back(
            {wide ? partition_line(overview, std::to_string(one.number), lag, behind,
                                   rate_text(one.applied_per_1000_s), seconds_text(one.gap_us)) +
                        paused_mark(one)
                  : fmt::format("{:>4}  {:>7}  {:>8}", one.number, lag, behind),
             tone});
    }
    return section;
}

void add_partitions(const Overview& overview, bool wide, Screen& screen) {
    Section section = partition_section(overview.partitions, overview, wide);
    if (screen.room() < least_lines(section, screen)) return;
    const size_t room = screen.room() - 1 - screen.lines_of(section.header);
    const size_t fit = room / 2 / std::max<size_t>(row_lines(section, screen), 1);
    const size_t rows_max = std::clamp<size_t>(fit, 1, kPartitionsMax);
    // The most behind first, where there is not room for all.
    if (rows_max < overview.partitions.size()) {
        auto partitions = overview.partitions;
        std::ranges::stable_sort(partitions, std::greater{},
                                 [](const auto& one) { return one.lag_messages.value_or(0); });
        section = partition_section(partitions, overview, wide);
    }
    add_section(section, rows_max, screen);
}

std::vector<Queue> chosen_queues(const Overview& overview, const View& view, bool active) {
    std::vector<Queue> queues;
    for (const Queue& queue : *overview.queues.value) {
        if (queue.name.find(view.filter) == queue.name.npos) continue;
        if (view.only_trouble && queue_trouble(queue, active).empty()) continue;
        queues.push_back(queue);
    }
    std::ranges::stable_sort(queues, std::greater{}, [&](const Queue& queue) -> int64_t {
        if (view.sort == SortBy::Depth) return depth_of(queue);
        if (view.sort == SortBy::In) return queue.in_per_1000_s.value_or(0);
        return view.sort == SortBy::Out ? queue.out_per_1000_s.value_or(0) : 0;
    });
    return queues;
}

Line queue_line(const Queue& queue, bool wide, bool active, size_t name_width) {
    const Tone tone = queue_trouble(queue, active).empty() ? Tone::Plain : Tone::Alarm;
    const std::string out = rate_text(queue.out_per_1000_s);
    if (!wide) {
        return {fmt::format("{:<{}}  {:>7}  {:>6}", queue.name, name_width, depth_of(queue), out),
                tone};
    }
    return {
        fmt::format("{:<{}}  {:>7}  {:>7}  {:>7}  {:>4}", queue.name, name_width, depth_of(queue),
                    rate_text(queue.in_per_1000_s), out, count_text(queue.consumers)),
        tone};
}

Section queue_section(const Overview& overview, const History& history, const View& view,
                      size_t width) {
    const bool wide = width >= kWide;
    const bool active = overview.site.known() && overview.site.value->state == site::State::Active;
    const std::vector<Queue> queues = chosen_queues(overview, view, active);
    size_t name_width = kNameWidth;
    for (const Queue& queue : queues) name_width = std::max(name_width, queue.name.size());
    Section section{.header =
                        fmt::format("{:<{}}  {}", "QUEUE", name_width,
                                    wide ? "WAITING     IN/S    OUT/S  CONS" : "WAITING   OUT/S")};
    const size_t taken = section.header.size() + 2;
    size_t trend = wide && width > taken ? std::min(width - taken, kTrendWidth) : 0;
    if (trend < kTrendWidthMin) trend = 0;
    if (trend > 0) section.header += "  TREND";
    for (const Queue& queue : queues) {
        Line& line = section.rows.emplace_back(queue_line(queue, wide, active, name_width));
        if (trend > 0) line.text += "  " + history.trend(queue.name, trend);
    }
    return section;
}

std::string keys(const View& view) {
    if (view.typing) return "filter: " + view.filter + "_";
    std::string text = "q quit  s sort:" + name_of(view.sort) + "  t " +
                       (view.only_trouble ? "all" : "trouble") + "  / filter";
    return view.filter.empty() ? text : text + ":" + view.filter;
}

}  // namespace

std::vector<Line> first_frame(size_t width, size_t height) {
    Screen screen{width, height};
    screen.add("backstop", Tone::Strong);
    screen.add("waits for the first reading of broker, database and services");
    return screen.end("q quit");
}

std::vector<Line> frame(const Overview& overview, const History& history, const View& view,
                        size_t width, size_t height) {
    const bool wide = width >= kWide;
    Screen screen{width, height};
    screen.add(title(overview), Tone::Strong, kTitleLinesMax);
    const auto found = troubles(overview);
    const bool known = overview.queues.known();
    const Section queues = known ? queue_section(overview, history, view, width) : Section{};
    const Section partitions = partition_section(overview.partitions, overview, wide);
    // Each part leaves to those below it what they need at the least. Where that is too much the
    // partitions are left out, and then queues.
    const size_t counts = 1;
    const size_t attention = wide ? 2 : 1;
    const size_t troubled = found.empty() ? 1 : 2;
    const size_t texts = 1 + attention + troubled + counts;
    const size_t rest = screen.room() > texts ? screen.room() - texts : 0;
    const size_t below = std::min(least_lines(queues, screen), rest);
    size_t middle = view.only_trouble ? 0 : least_lines(partitions, screen);
    if (below + middle > rest) middle = 0;
    screen.keep(below + middle + counts + troubled + attention);
    const bool trusted = overview.verdict.trust == verdict::Trust::Trusted;
    screen.add("verdict " + verdict::headline(overview.verdict),
               trusted ? Tone::Plain : Tone::Alarm, text_lines_max(screen));
    add_attention(overview, wide, below + middle + counts + troubled, screen);
    screen.keep(below + middle + counts);
    add_troubles(found, screen);
    screen.keep(below + middle);
    add_counts(overview, screen);
    screen.keep(below);
    if (middle > 0) add_partitions(overview, wide, screen);
    screen.keep(0);
    if (known) {
        add_section(queues, SIZE_MAX, screen);
    } else {
        screen.add("");
        screen.add("queues: not known: " + overview.queues.unknown, Tone::Plain,
                   text_lines_max(screen));
    }
    for (const std::string& waits : {partitions_wait_for(overview), queues_wait_for(overview)}) {
        if (!waits.empty()) screen.add(std::string{kNoReading} + ": " + waits);
    }
    return screen.end(keys(view));
}

}  // namespace ctl
