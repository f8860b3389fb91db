#include "producers/ctl/messages/dlq_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "common/amqp/queue_depth.h"
#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/db/literal.h"
#include "common/events/json_text.h"
#include "common/events/topology.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/messages/feed_letter.h"
#include "producers/ctl/messages/letter.h"
#include "producers/ctl/messages/letter_box.h"
#include "producers/ctl/messages/masking.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using db::literal;

namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using Letters = std::vector<amqp::Delivery>;
using Takes = std::vector<Take>;

constexpr const char* kMoreThanOne = "id: letters that differ begin with it";

// Looking must not become consuming: of other queues the letters would be read out of turn.
bool is_letter_queue(const std::string& queue) {
    return queue == events::topology::kUnrouted || queue == events::topology::kFeedDeadLetters ||
           queue == events::topology::kNotifyDeadLetters;
}

std::string no_queue(const std::string& queue) {
    return "queue: must be dlq.feed, dlq.notify, unrouted or notices, not " + queue;
}

LetterFilter filter_of(const DlqOptions& options) {
    return {options.id, options.refused, options.exchange, options.key};
}

std::vector<size_t> chosen(const Letters& letters, const LetterFilter& filter) {
    std::vector<size_t> fitting;
    for (size_t i = 0; i < letters.size(); ++i) {
        if (filter.fits(letters[i])) fitting.push_back(i);
    }
    return fitting;
}

std::string address_text(const amqp::Delivery& letter) {
    const auto address = first_address(letter);
    return address ? address->exchange + " " + address->key : "-";
}

void letter_json(events::JsonText& json, const amqp::Delivery& letter) {
    const auto address = first_address(letter).value_or(Address{});
    json.text("id", letter_id(letter));
    json.text("reason", without_quoted(letter_reason(letter)));
    json.text("exchange", address.exchange);
    json.text("routing_key", address.key);
    json.text("left_queue", letter.death ? letter.death->queue : "");
    json.integer("count", letter.death ? letter.death->count : 1);
    json.integer("bytes", static_cast<int64_t>(letter.body_bytes));
}

void print_letters(const Letters& letters, const std::vector<size_t>& shown, bool as_json) {
    if (as_json) {
        const auto write = [&](events::JsonText& json, size_t i) { letter_json(json, letters[i]); };
        return fmt::print("{}\n", list_json("letters", shown, write));
    }
    Table table{{{"ID"},
                 {"WAS SENT TO"},
                 {"DIED", Table::Align::Right},
                 {"BYTES", Table::Align::Right},
                 {"REASON"}}};
    for (const size_t i : shown) {
        const amqp::Delivery& letter = letters[i];
        table.add({letter_id(letter), address_text(letter),
                   std::to_string(letter.death ? letter.death->count : 1),
                   std::to_string(letter.body_bytes), without_quoted(letter_reason(letter))});
    }
    fmt::print("{}{} of {} letters read\n", shown.empty() ? "" : table.text(), shown.size(),
               letters.size());
}

using Groups = std::map<std::pair<std::string, std::string>, int64_t>;  // reason, address: letters

void group_json(events::JsonText& json, const Groups::value_type& group) {
    json.text("reason", group.first.first);
    json.text("sent_to", group.first.second);
    json.integer("count", group.second);
}

void print_groups(const Letters& letters, const std::vector<size_t>& shown, bool as_json) {
    Groups groups;
    for (const size_t i : shown) {
        ++groups[{without_quoted(letter_reason(letters[i])), address_text(letters[i])}];
    }
    if (as_json) return fmt::print("{}\n", list_json("groups", groups, group_json));
    Table table{{{"COUNT", Table::Align::Right}, {"WAS SENT TO"}, {"REASON"}}};
    for (const auto& [group, count] : groups) {
        table.add({std::to_string(count), group.second, group.first});
    }
    fmt::print("{}", groups.empty() ? "no letters that fit\n" : table.text());
}

LetterQueue queue_of(const DlqOptions& options) {
    return {options.queue, static_cast<uint16_t>(options.limit), options.rate, {}};
}

// Looks at the queue; all of it goes back.
Result<Letters> look(const Connection& connection, const DlqOptions& options) {
    Letters seen;
    const auto done = work_letters(connection.link, queue_of(options),
                                   [&](const Letters& letters) -> Result<Takes> {
                                       seen = letters;
                                       return Takes{};
                                   });
    if (!done.ok()) return done.error();
    return seen;
}

Status write_discarded(db::Session& session, const DlqOptions& options, std::string_view by,
                       const Letters& letters, const std::vector<size_t>& wanted) {
    const int64_t now_us = base::wall_now().us;
    for (const size_t i : wanted) {
        const amqp::Delivery& letter = letters[i];
        const auto address = first_address(letter).value_or(Address{});
        const auto done = session.execute(
            "INSERT INTO discarded_letters (queue,exchange,routing_key,encoding,body,by_whom,why,"
            "discarded_us) VALUES (" +
            literal(options.queue) + "," + literal(address.exchange) + "," + literal(address.key) +
            "," + literal(letter.content_encoding) + ",_binary" + literal(letter.body) + "," +
            literal(by) + "," + literal(options.reason) + "," + std::to_string(now_us) + ")");
        if (!done.ok()) return done.error();
    }
    return Unit{};
}

// What is about to be done is written down before it is.
Status write_down(db::Session& session, const DlqOptions& options, const audit::Person& who,
                  std::string_view action, const Letters& letters,
                  const std::vector<size_t>& wanted) {
    std::string ids;
    for (const size_t i : wanted) ids += (ids.empty() ? "" : " ") + letter_id(letters[i]);
    constexpr size_t kIdsBytes = 4000;
    const std::string detail = options.queue + ", " + std::to_string(wanted.size()) + " letters (" +
                               ids.substr(0, kIdsBytes) + "): " + options.reason;
    return in_transaction(session, [&]() -> Status {
        if (action == "dlq discard") {
            Status written = write_discarded(session, options, who.name, letters, wanted);
            if (!written.ok()) return written;
        }
        return audit::record(session, base::wall_now().us, who, action, detail);
    });
}

// The letters that can be sent; which not, and why, is told, and they stay. Invalid where none can.
Result<Takes> redriven_takes(const Letters& letters, const std::vector<size_t>& wanted,
                             FeedLetters& of_the_feed, bool feeds) {
    Takes takes;
    std::string why;
    for (const size_t i : wanted) {
        auto message =
            feeds ? of_the_feed.again(letters[i], base::wall_now().us) : again(letters[i]);
        if (message.ok()) {
            takes.push_back({i, std::move(message).value()});
            continue;
        }
        why = without_quoted(message.error().what) + " (" + letter_id(letters[i]) + ")";
        if (!feeds) return Error{Errc::Invalid, why};
        fmt::print(stderr, "dlq redrive: {}\n", why);
    }
    if (takes.empty() && !wanted.empty()) return Error{Errc::Invalid, why};
    return takes;
}

Takes discarded_takes(const std::vector<size_t>& wanted) {
    Takes takes;
    for (const size_t i : wanted) takes.push_back({i, {}});
    return takes;
}

// What the feed's letters go through again; without --feed-config only recorded lines can.
Result<FeedLetters> feed_letters(const DlqOptions& options, int32_t partitions) {
    if (options.feed_config.empty()) return FeedLetters{std::nullopt, partitions};
    auto mapping = mapping_of_feed(options.feed_config, partitions);
    if (!mapping.ok()) return mapping.error();
    return FeedLetters{std::move(mapping).value(), partitions};
}

// What cannot be routed comes back into `unrouted`, behind what is there now.
Result<LetterQueue> watched(const Connection& connection, const DlqOptions& options, bool send) {
    LetterQueue queue = queue_of(options);
    if (!send || options.queue != events::topology::kUnrouted) return queue;
    const auto depth = amqp::queue_depth(connection.link, options.queue);
    if (!depth.ok()) return depth.error();
    if (depth.value() + queue.limit > UINT16_MAX) {  // of which a consumer can hold no more
        fmt::print(stderr, "dlq redrive: {} messages are there: what comes back is not counted\n",
                   depth.value());
        return queue;
    }
    queue.watch_returns_behind = depth.value();
    return queue;
}

// Asked of the broker itself: its pages, and `status`, count every few seconds. Nothing where it
// does not say. What this connection has held is in the queue again a moment after its end, so it
// is waited for: `kept`, as many as must be there.
std::optional<int64_t> left_in(const Connection& connection, const std::string& queue,
                               size_t kept) {
    constexpr int64_t kBackInMs = 1'000;
    std::optional<int64_t> left;
    wait_until(
        [&] {
            const auto depth = amqp::queue_depth(connection.link, queue);
            left = depth.ok() ? std::optional{depth.value()} : std::nullopt;
            return !left || *left >= static_cast<int64_t>(kept);
        },
        kBackInMs);
    return left;
}

void print_change(const DlqOptions& options, bool send, const LettersWorked& done, size_t meant,
                  std::optional<int64_t> left) {
    const size_t gone = done.taken - done.came_back;
    if (options.json) {
        events::JsonText json;
        json.open_object();
        json.integer(send ? "redriven" : "discarded", static_cast<int64_t>(gone));
        if (send) json.integer("came_back", static_cast<int64_t>(done.came_back));
        json.integer_or_null("left", left);
        json.close_object();
        return fmt::print("{}\n", json.take());
    }
    std::string text = fmt::format("{} of {}{}", gone, meant, send ? " sent again" : " discarded");
    if (done.came_back > 0) {
        text += fmt::format(
            ", {} came back: nothing takes messages of their key (see "
            "docs/runbooks/Unrouted.md)",
            done.came_back);
    }
    if (left) text += fmt::format("; {} in {} now", *left, options.queue);
    fmt::print("{}\n", text);
}

int change_letters(const DlqOptions& options, std::string_view action, bool send) {
    if (!is_letter_queue(options.queue)) return wrong_use(action, no_queue(options.queue));
    const LetterFilter filter = filter_of(options);
    if (filter.empty() != options.all)
        return wrong_use(action, "id: name one, or a filter, or --all");
    Connection connection = configured(options.config, Use::DatabaseAndBroker);
    auto read = feed_letters(options, connection.partitions);
    if (!read.ok()) return wrong_use(action, read.error().what);
    FeedLetters of_the_feed = std::move(read).value();
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed(action, opened.error());
    }
    const auto who = acting(*connection.session, options.by);
    if (!who.ok()) return failed(action, who.error());
    const bool feeds = options.queue == events::topology::kFeedDeadLetters;
    const auto queue = watched(connection, options, send);
    if (!queue.ok()) return failed(action, queue.error());
    size_t meant = 0;
    size_t seen = 0;
    const auto done =
        work_letters(connection.link, queue.value(), [&](const Letters& letters) -> Result<Takes> {
            const std::vector<size_t> wanted = chosen(letters, filter);
            meant = wanted.size();
            seen = letters.size();
            auto takes = send ? redriven_takes(letters, wanted, of_the_feed, feeds)
                              : Result<Takes>{discarded_takes(wanted)};
            if (options.dry_run) print_letters(letters, wanted, options.json);
            if (!takes.ok()) return takes;
            if (wanted.empty()) return Error{Errc::Invalid, "no letter fits"};
            if (!filter.id.empty() && !are_alike(letters, wanted)) {
                return Error{Errc::Invalid, kMoreThanOne};
            }
            if (options.dry_run) return Takes{};
            const Status noted =
                write_down(*connection.session, options, who.value(), action, letters, wanted);
            if (!noted.ok()) return noted.error();
            return takes;
        });
    if (!done.ok()) {
        return options.dry_run ? incomplete(action, done.error().what)
                               : failed(action, done.error());
    }
    if (options.dry_run) return kDone;
    const size_t gone = done.value().taken - done.value().came_back;
    print_change(options, send, done.value(), meant,
                 left_in(connection, options.queue, seen - gone));
    return gone == meant ? kDone : kFailed;
}

}  // namespace

int list_letters(const DlqOptions& options) {
    if (options.queue == "notices") return list_dead_notices(options);
    if (!is_letter_queue(options.queue)) return wrong_use("dlq list", no_queue(options.queue));
    const auto opened = connect(options.config, Use::DatabaseAndBroker);
    if (!opened.ok()) return failed("dlq list", opened.error());
    const auto letters = look(opened.value(), options);
    if (!letters.ok()) return failed("dlq list", letters.error());
    const auto shown = chosen(letters.value(), filter_of(options));
    (options.group ? print_groups : print_letters)(letters.value(), shown, options.json);
    return kDone;
}

int show_letter(const DlqOptions& options) {
    if (!is_letter_queue(options.queue)) return wrong_use("dlq show", no_queue(options.queue));
    if (options.unmask && options.by.empty()) return wrong_use("dlq show", "by: --unmask needs it");
    const auto opened = connect(options.config, Use::DatabaseAndBroker);
    if (!opened.ok()) return failed("dlq show", opened.error());
    const auto letters = look(opened.value(), options);
    if (!letters.ok()) return failed("dlq show", letters.error());
    const auto shown = chosen(letters.value(), filter_of(options));
    if (shown.empty()) return failed("dlq show", "id: no letter begins with it");
    if (!are_alike(letters.value(), shown)) return failed("dlq show", kMoreThanOne);
    const amqp::Delivery& letter = letters.value()[shown[0]];
    if (options.unmask) {
        const auto who = acting(*opened.value().session, options.by);
        if (!who.ok()) return failed("dlq show", who.error());
        const Status noted =
            audit::record(*opened.value().session, base::wall_now().us, who.value(),
                          "dlq show unmasked", options.queue + " " + letter_id(letter));
        if (!noted.ok()) return failed("dlq show", noted.error());
    }
    const std::string_view content = letter_content(letter);
    const std::string body = is_report(content)
                                 ? pretty_report(content, letter_reason(letter), options.unmask)
                                 : pretty_body(content, options.unmask);
    if (options.json) {
        events::JsonText json;
        json.open_object();
        letter_json(json, letter);
        json.text("body", body);
        json.close_object();
        fmt::print("{}\n", json.take());
        return kDone;
    }
    fmt::print("id           {}\nwas sent to  {}\nleft queue   {}\nreason       {}\n\n{}\n",
               letter_id(letter), address_text(letter), letter.death ? letter.death->queue : "-",
               without_quoted(letter_reason(letter)), body);
    return kDone;
}

int redrive_letters(const DlqOptions& options) {
    if (options.queue == "notices") return redrive_dead_notices(options);
    return change_letters(options, "dlq redrive", true);
}

int discard_letters(const DlqOptions& options) {
    return change_letters(options, "dlq discard", false);
}

}  // namespace ctl
