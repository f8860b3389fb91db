#include "common/typed/parse_options.h"

#include <doctest/doctest.h>

#include <CLI/CLI.hpp>

namespace {

// A program like ours: `status`, and the group `dlq` with `list`.
struct Program {
    Program() {
        app.require_subcommand(1);
        auto* status = app.add_subcommand("status");
        status->add_option("--config", text);
        status->add_flag("--json", flag);
        status->add_option("--sessions", sessions);
        app.add_subcommand("audit")->add_option("--account", text);
        auto* dlq = app.add_subcommand("dlq");
        dlq->require_subcommand(1);
        auto* list = dlq->add_subcommand("list");
        list->add_option("queue", text);
        list->add_option("--account", text);
        list->add_option("--limit", number);
        typed::check_values(app);
    }

    std::string told(const std::vector<std::string>& words) {
        return typed::misunderstood(app, words);
    }
    // What is told on parsing; empty where it is understood.
    std::string parsed(std::vector<const char*> words) {
        words.insert(words.begin(), "tool");
        try {
            typed::parse(app, static_cast<int>(words.size()), words.data());
        } catch (const CLI::ParseError& error) {
            return error.what();
        }
        return {};
    }

    std::string text;
    std::vector<std::string> sessions;
    bool flag = false;
    int64_t number = 0;
    CLI::App app{"", "tool"};
};

}  // namespace

TEST_CASE("typed/parse_options: a word that is no command is named, with the one that was meant") {
    Program program;
    CHECK_EQ(program.told({"statuss"}), "no command statuss; did you mean status?");
    CHECK_EQ(program.told({"dlq", "lst"}), "no command lst of dlq; did you mean list?");
    CHECK_EQ(program.told({"list"}), "no command list; did you mean dlq list?");
    CHECK_EQ(program.told({"bogus", "--help"}), "no command bogus; what there is: tool --help");
    CHECK_EQ(program.told({"dlq", "bogus"}),
             "no command bogus of dlq; what there is: tool dlq --help");
}

TEST_CASE("typed/parse_options: an account that stands alone is one whose option was left out") {
    Program program;
    CHECK_EQ(program.told({"audit", "AB1234"}),
             "audit takes no argument AB1234; did you mean --account AB1234?");
    CHECK_EQ(program.told({"audit", "ab"}),
             "audit takes no argument ab; what there is: tool audit --help");
    CHECK_EQ(program.told({"status", "AB1234"}),
             "status takes no argument AB1234; what there is: tool status --help");
}

TEST_CASE("typed/parse_options: an argument that the command does not take is named") {
    Program program;
    CHECK_EQ(program.told({"status", "now"}),
             "status takes no argument now; what there is: tool status --help");
    CHECK_EQ(program.told({"status", "--config", "x", "now"}),
             "status takes no argument now; what there is: tool status --help");
    CHECK_EQ(program.told({"status", "--sessions", "nse-1", "bse-1"}), "");
    CHECK_EQ(program.told({"dlq", "list", "dlq.feed"}), "");
}

TEST_CASE("typed/parse_options: an option that the command does not have is named") {
    Program program;
    CHECK_EQ(program.told({"status", "--jsn"}), "status has no option --jsn; did you mean --json?");
    CHECK_EQ(program.told({"status", "--partition", "2"}),
             "status has no option --partition; what there is: tool status --help");
    CHECK_EQ(program.told({"dlq", "list", "dlq.feed", "--acount=A1"}),
             "dlq list has no option --acount; did you mean --account?");
    CHECK_EQ(program.told({"--bogus"}), "tool has no option --bogus; what there is: tool --help");
}

TEST_CASE("typed/parse_options: a forgotten value is told, and values are no words") {
    Program program;
    CHECK_EQ(program.told({"status", "--config"}), "--config needs a value");
    CHECK_EQ(program.told({"dlq", "list", "x", "--account", "--limit", "3"}),
             "--account needs a value");
    CHECK_EQ(program.told({"dlq", "list", "x", "--account", "status"}), "");
    CHECK_EQ(program.told({"dlq", "list", "x", "--limit", "-3"}), "");
    CHECK_EQ(program.told({"dlq", "list", "--", "--bogus"}), "");
    CHECK_EQ(program.told({"status", "--help"}), "");
    CHECK_EQ(program.told({}), "");
}

TEST_CASE("typed/parse_options: a refused value is told with its option") {
    CHECK_EQ(Program{}.parsed({"dlq", "list", "x", "--account", "Ä1"}),
             "--account: has a character that is not allowed, it may have A-Z 0-9: 'Ä1'");
    CHECK_EQ(Program{}.parsed({"status", "--config", ""}), "--config: must not be empty");
    CHECK_EQ(Program{}.parsed({"dlq", "list", "é"}).substr(0, 43),
             "queue: has a character that is not allowed,");
    CHECK_EQ(Program{}.parsed({"dlq", "list", "x", "--limit", "020"}),
             "--limit: must be a decimal number, without a 0 in front");
    for (const char* word : {"x", "0x20", "1.5", "--3", "-"}) {
        CAPTURE(word);
        CHECK_EQ(Program{}.parsed({"dlq", "list", "x", (std::string{"--limit="} + word).c_str()}),
                 std::string{"--limit: must be a whole decimal number, not "} + word);
    }
    CHECK_EQ(Program{}.parsed({"dlq", "list", "x", "--limit", "-3"}), "");
    CHECK_EQ(Program{}.parsed({"status", "--config", "x"}), "");
}
