#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "test/support/venue/members.h"
#include "test/support/venue/running_venue.h"
#include "test/unit/venue/scenario_text.h"

using scenario::Line;

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// A venue, its members, and one conversation between them.
class Play {
  public:
    explicit Play(const std::string& text) : lines_{scenario::parse(text)} {
        config_ = test::small_venue(folder_.path);
        config_.sessions[1].cancel_on_disconnect = true;  // "ours"
    }

    // Empty: it went as written.
    std::string run() {
        venue_.emplace(config_);
        if (!venue_->problem().empty()) return venue_->problem();
        members_.emplace(folder_.path / "members", config_.fix_port,
                         std::vector<std::string>{"main", "ours", "drop", "prices"});
        if (!members_->log_on()) return "not all logged on";
        for (const Line& line : lines_) {
            const std::string wrong = step(line);
            if (!wrong.empty()) return "line " + std::to_string(line.number) + ": " + wrong;
        }
        return nothing_left();
    }

  private:
    std::string step(const Line& line) {
        if (line.kind == '!') return operate(line);
        if (line.kind == '<') return expect(line);
        if (line.word == "DISCONNECT") {
            return members_->disconnect(line.session) ? "" : "still connected";
        }
        if (line.word == "CONNECT") {
            return members_->wait_logged_on(line.session) ? "" : "not logged on again";
        }
        if (line.word == "RESTART") return restart();
        return members_->send(line.session, scenario::message_of(line)) > 0 ? "" : "not sent";
    }

    std::string operate(const Line& line) {
        const size_t mark = line.target.find('?');
        const std::string query = mark == std::string::npos ? "" : line.target.substr(mark + 1);
        const auto said = venue_->ask(line.word, line.target.substr(0, mark), query);
        if (std::to_string(said.status) == line.session) return "";
        return std::to_string(said.status) + " " + said.body;
    }

    std::string expect(const Line& line) {
        const auto message = members_->next(line.session);
        if (!message) return "no message came: " + difference(line, {});
        return difference(line, scenario::line_of(*message));
    }

    // The same day once more.
    std::string restart() {
        venue_->stop();
        for (const char* name : {"main", "ours", "drop"}) {
            if (!members_->wait_logged_out(name)) return "still logged on";
        }
        venue_.emplace(config_);
        if (!venue_->problem().empty()) return venue_->problem();
        for (const char* name : {"main", "ours", "drop"}) {
            if (!members_->wait_logged_on(name)) return "not logged on again";
        }
        return "";
    }

    // Whatever the venue had to say to a session comes before this answer.
    std::string nothing_left() {
        for (const char* name : {"main", "ours"}) {
            if (!members_->wait_logged_on(name)) return "not logged on at the end";
            const Line ask{0, '>', name, "STATUS", {{"cl", "the-end"}}, ""};
            if (members_->send(name, scenario::message_of(ask)) == 0) return "not sent";
            const Line end{0, '<', name, "REPORT", {{"cl", "the-end"}, {"exec", "status"}}, ""};
            const std::string more = expect(end);
            if (!more.empty()) return "at the end: " + more;
        }
        return "";
    }

    test::TempFolder folder_;
    std::vector<Line> lines_;
    venue::VenueConfig config_;
    std::optional<test::RunningVenue> venue_;
    std::optional<test::Members> members_;
};

}  // namespace

TEST_CASE("venue/scenarios: conversations over FIX go as written") {
    std::vector<std::filesystem::path> files;
    const std::filesystem::path folder{VENUE_SCENARIOS};
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() >= 10);
    for (const auto& file : files) {
        CAPTURE(file.filename().string());
        CHECK_EQ(Play{read_file(file)}.run(), "");
    }
}

TEST_CASE("venue/scenarios: a conversation that goes otherwise is noticed") {
    const std::string text =
        "> main NEW cl=X1 qty=10 price=100\n"
        "< main REPORT cl=X1 exec=new leaves=20\n";
    CHECK_NE(Play{text}.run(), "");
    CHECK_NE(Play{"> main NEW cl=X1 qty=10 price=100\n"}.run(), "");  // an answer too many
}
