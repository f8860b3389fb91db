#include "producers/ctl/notices/broadcast_list.h"

#include <algorithm>
#include <map>

#include "common/csv/rows.h"
#include "common/events/characters.h"
#include "common/events/event.h"

namespace ctl {

using base::Errc;
using base::Error;
using events::Channel;

namespace {

constexpr size_t kMobileDigitsMin = 10, kMobileDigitsMax = 15;

struct Layout {
    std::vector<std::string> names;
    [[nodiscard]] bool has(std::string_view name) const {
        return std::find(names.begin(), names.end(), name) != names.end();
    }
};

std::string problem_of(const Layout& layout, const std::vector<Channel>& channels) {
    for (const std::string& name : layout.names) {
        if (name.empty()) return "line 1: a column without a name";
        if (std::count(layout.names.begin(), layout.names.end(), name) > 1) {
            return "line 1: column " + name + " twice";
        }
    }
    if (layout.has("account")) return {};
    for (const Channel channel : channels) {
        if (channel == Channel::Email && !layout.has("email")) {
            return "line 1: no column account or email";
        }
        if (channel == Channel::Sms && !layout.has("mobile")) {
            return "line 1: no column account or mobile";
        }
        if (channel == Channel::Push) return "line 1: no column account, which push needs";
    }
    return {};
}

Addressee addressee_of(csv::Row row, const Layout& layout) {
    Addressee one;
    one.line = row.line;
    for (size_t i = 0; i < layout.names.size(); ++i) {
        const std::string& name = layout.names[i];
        std::string& cell = row.cells[i];
        if (name == "account") {
            one.account = std::move(cell);
        } else if (name == "email") {
            one.email = std::move(cell);
        } else if (name == "mobile") {
            one.mobile = std::move(cell);
        } else {
            one.fields.emplace_back(name, std::move(cell));
        }
    }
    return one;
}

std::string problem_of(const Addressee& one, const std::vector<Channel>& channels) {
    if (one.account.size() > events::kAccountMax ||
        !events::all_of_class(one.account, events::kAccountChar)) {
        return "account: must be at most 16 of A-Z 0-9";
    }
    if (std::string why = one.email.empty() ? "" : problem_of_email(one.email); !why.empty()) {
        return "email: " + why;
    }
    if (std::string why = one.mobile.empty() ? "" : problem_of_mobile(one.mobile); !why.empty()) {
        return "mobile: " + why;
    }
    for (const auto& [name, value] : one.fields) {
        if (!notices::is_utf8(value)) return name + ": not UTF-8";
    }
    if (!one.account.empty()) return {};
    for (const Channel channel : channels) {
        if (channel == Channel::Email && one.email.empty()) return "email: empty, without account";
        if (channel == Channel::Sms && one.mobile.empty()) return "mobile: empty, without account";
        if (channel == Channel::Push) return "account: empty, which push needs";
    }
    return {};
}

// Where each account and each address stood first.
class Seen {
  public:
    std::string problem_of(const Addressee& one) {
        if (!one.account.empty()) return repeated("account", one.account, one.line);
        std::string email = one.email.empty() ? "" : repeated("email", one.email, one.line);
        std::string mobile = one.mobile.empty() ? "" : repeated("mobile", one.mobile, one.line);
        return email.empty() ? mobile : email;
    }

  private:
    std::string repeated(const char* column, const std::string& value, size_t line) {
        const auto [place, is_new] = lines_.emplace(std::string{column} + ":" + value, line);
        if (is_new) return {};
        return std::string{column} + ": stands in line " + std::to_string(place->second) +
               " already";
    }
    std::map<std::string, size_t> lines_;
};

}  // namespace

std::string problem_of_email(std::string_view text) {
    constexpr std::string_view kWrong = "not an address";
    const size_t at = text.find('@');
    const bool plain = events::all_of_class(text, events::kIdChar) &&
                       text.find_first_of(",;:<>()[]") == std::string_view::npos;
    const bool shaped = at != std::string_view::npos && at > 0 && text.rfind('@') == at;
    if (!plain || !shaped || text.size() > notices::kRecipientMax) return std::string{kWrong};
    const std::string_view domain = text.substr(at + 1);
    const bool dots = domain.find('.') != std::string_view::npos && !domain.starts_with('.') &&
                      !domain.ends_with('.') && text.find("..") == std::string_view::npos;
    return dots ? "" : std::string{kWrong};
}

std::string problem_of_mobile(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const bool digits =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool length = text.size() >= kMobileDigitsMin && text.size() <= kMobileDigitsMax;
    return digits && length ? "" : "must be 10 to 15 digits, perhaps behind a +";
}

base::Result<BroadcastList> read_broadcast_list(std::string_view text,
                                                const std::vector<Channel>& channels) {
    auto read = csv::read_rows(text);
    if (!read.ok()) return read.error();
    std::vector<csv::Row> rows = std::move(read).value();
    if (rows.empty()) return Error{Errc::Invalid, "line 1: no columns are named"};
    if (rows.size() - 1 > kBroadcastRowsMax) {
        return Error{Errc::Invalid, "more than " + std::to_string(kBroadcastRowsMax) + " rows"};
    }
    const Layout layout{rows[0].cells};
    if (std::string why = problem_of(layout, channels); !why.empty()) {
        return Error{Errc::Invalid, why};
    }
    BroadcastList list;
    Seen seen;
    for (size_t i = 1; i < rows.size(); ++i) {
        const size_t line = rows[i].line;
        if (rows[i].cells.size() != layout.names.size()) {
            list.bad.push_back({line, "has " + std::to_string(rows[i].cells.size()) +
                                          " cells, where the first line names " +
                                          std::to_string(layout.names.size()) + " columns"});
            continue;
        }
        Addressee one = addressee_of(std::move(rows[i]), layout);
        std::string why = problem_of(one, channels);
        if (why.empty()) why = seen.problem_of(one);
        if (why.empty()) {
            list.good.push_back(std::move(one));
        } else {
            list.bad.push_back({line, std::move(why)});
        }
    }
    return list;
}

}  // namespace ctl
