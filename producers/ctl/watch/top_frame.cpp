#include "producers/ctl/watch/top_frame.h"

#include <fmt/core.h>

#include <algorithm>

#include "producers/ctl/exits/unread_commands.h"
#include "producers/ctl/page.h"
#include "producers/ctl/table.h"
#include "producers/ctl/watch/attention_text.h"
#include "producers/ctl/watch/overview_text.h"
#include "producers/ctl/watch/trouble.h"

namespace ctl {
namespace {

using overview::Overview;
using overview::Queue;

constexpr size_t kTroublesMax = 6;    // shown
constexpr size_t kPartitionsMax = 8;  // shown; of a small screen fewer
constexpr size_t kWide = 60;          // from here on all columns fit
constexpr size_t kTrendWidth = 20;
constexpr size_t kNameWidth = 22;  // of a queue; more where one is longer

class Screen {
  public:
    Screen(size_t width, size_t height) : width_{width}, height_{height} {}

    // Lines that are left above the one for the keys.
    [[nodiscard]] size_t room() const {
        return lines_.size() + 1 >= height_ ? 0 : height_ - 1 - lines_.size();
    }
    // A text that is longer than the screen is wide goes on below: nothing is cut.
    void add(const std::string& text, Tone tone = Tone::Plain) {
        for (std::string& line : wrapped(text, width_, true)) {
            if (room() > 0) lines_.push_back({std::move(line), tone});
        }
    }
    // Whether it has room, and `others` lines below it.
    [[nodiscard]] bool fits(const std::string& text, size_t others) const {
        return wrapped(text, width_, true).size() + others <= room();
    }
    std::vector<Line> end(const std::string& keys) {
        if (height_ > 0) {
            lines_.push_back({wrapped(keys, width_, true).front(), Tone::Strong});
        }
        return std::move(lines_);
    }

  private:
    const size_t width_;
    const size_t height_;
    std::vector<Line> lines_;
};

std::string title(const Overview& overview) {
    if (overview.taken_us == 0) return "backstop  not read yet";
    const std::string time = india_time(overview.taken_us).substr(11);
    if (!overview.site.known()) return "backstop  " + time + "  site not known";
    return fmt::format("backstop  {}  {} epoch {}", time, site::name_of(overview.site.value->state),
                       overview.site.value->epoch);
}

// In a narrow screen the numbers alone: the queues need the lines.
void add_attention(const Overview& overview, bool wide, Screen& screen) {
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
        return screen.add(fmt::format("alerts {}  commands {}", firing, open), tone);
    }
    screen.add("alerts " + alerts_line(alerts, overview.taken_us), tone);
    screen.add("commands " + commands_line(commands, unread_of(overview)));
}

void add_troubles(const Overview& overview, Screen& screen) {
    const auto found = troubles(overview);
    if (found.empty()) return screen.add("healthy");
    // Half of a small screen is left for partitions and queues.
    const size_t kept = screen.room() / 2;
    size_t shown = 0;
    while (shown < std::min(found.size(), kTroublesMax) && (shown == 0 || screen.room() > kept)) {
        screen.add("! " + found[shown++], Tone::Alarm);
    }
    if (found.size() > shown) {
        screen.add(fmt::format("! {} more: backstopctl status", found.size() - shown), Tone::Alarm);
    }
}

void add_counts(const Overview& overview, Screen& screen) {
    const auto ready = std::ranges::count_if(overview.services, &overview::Service::ready);
    std::string text = fmt::format("services {}/{}", ready, overview.services.size());
    if (overview.parked.known()) text += fmt::format("  parked {}", overview.parked.value->total);
    text += "  in doubt " + in_doubt_text(overview);
    if (overview.notices.known()) {
        for (const auto& group : *overview.notices.value) {
            if (group.count > 0) text += fmt::format("  notices {} {}", group.name, group.count);
        }
    }
    screen.add(text);
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

void add_partitions(const Overview& overview, bool wide, Screen& screen) {
    screen.add("");
    screen.add(
        wide ? partition_line(overview, "PARTITION", "WAITING", "BEHIND S", "APPLIED/S", "GAP S")
             : "PART  WAITING  BEHIND S",
        Tone::Strong);
    // The most behind first, where there is not room for all.
    auto partitions = overview.partitions;
    const size_t shown = std::min({partitions.size(), kPartitionsMax, screen.room() / 2});
    if (shown < partitions.size()) {
        std::ranges::stable_sort(partitions, std::greater{},
                                 [](const auto& one) { return one.lag_messages.value_or(0); });
    }
    for (size_t i = 0; i < shown; ++i) {
        const auto& one = partitions[i];
        const Tone tone = one.paused || one.gap_us.value_or(0) > 0 ? Tone::Alarm : Tone::Plain;
        const std::string lag = waiting_text(one);
        const std::string behind = behind_text(one);
        screen.add(
            wide ? partition_line(overview, std::to_string(one.number), lag, behind,
                                  rate_text(one.applied_per_1000_s), seconds_text(one.gap_us)) +
                       paused_mark(one)
                 : fmt::format("{:>4}  {:>7}  {:>8}", one.number, lag, behind),
            tone);
    }
    if (shown < partitions.size()) {
        screen.add(fmt::format("  {} more: backstopctl lag", partitions.size() - shown));
    }
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

Line queue_line(const Queue& queue, const History& history, bool wide, bool active,
                size_t name_width) {
    const Tone tone = queue_trouble(queue, active).empty() ? Tone::Plain : Tone::Alarm;
    const std::string out = rate_text(queue.out_per_1000_s);
    if (!wide) {
        return {fmt::format("{:<{}}  {:>7}  {:>6}", queue.name, name_width, depth_of(queue), out),
                tone};
    }
    return {fmt::format("{:<{}}  {:>7}  {:>7}  {:>7}  {:>4}  {}", queue.name, name_width,
                        depth_of(queue), rate_text(queue.in_per_1000_s), out,
                        count_text(queue.consumers), history.trend(queue.name, kTrendWidth)),
            tone};
}

void add_queues(const Overview& overview, const History& history, const View& view, bool wide,
                Screen& screen) {
    screen.add("");
    if (!overview.queues.known())
        return screen.add("queues: not known: " + overview.queues.unknown);
    const bool active = overview.site.known() && overview.site.value->state == site::State::Active;
    const std::vector<Queue> queues = chosen_queues(overview, view, active);
    size_t name_width = kNameWidth;
    for (const Queue& queue : queues) name_width = std::max(name_width, queue.name.size());
    screen.add(fmt::format("{:<{}}  {}", "QUEUE", name_width,
                           wide ? "WAITING     IN/S    OUT/S  CONS  TREND" : "WAITING   OUT/S"),
               Tone::Strong);
    for (size_t i = 0; i < queues.size(); ++i) {
        const Line line = queue_line(queues[i], history, wide, active, name_width);
        const bool is_last = i + 1 == queues.size();
        if (!screen.fits(line.text, is_last ? 0 : 1)) {
            return screen.add(fmt::format("  {} more", queues.size() - i));
        }
        screen.add(line.text, line.tone);
    }
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
    screen.add(title(overview), Tone::Strong);
    const bool trusted = overview.verdict.trust == verdict::Trust::Trusted;
    screen.add("verdict " + verdict::headline(overview.verdict),
               trusted ? Tone::Plain : Tone::Alarm);
    add_attention(overview, wide, screen);
    add_troubles(overview, screen);
    add_counts(overview, screen);
    if (!view.only_trouble) add_partitions(overview, wide, screen);
    add_queues(overview, history, view, wide, screen);
    for (const std::string& waits : {partitions_wait_for(overview), queues_wait_for(overview)}) {
        if (!waits.empty()) screen.add(std::string{kNoReading} + ": " + waits);
    }
    return screen.end(keys(view));
}

}  // namespace ctl
