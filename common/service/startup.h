#pragma once

#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/config/document.h"
#include "common/db/database_config.h"
#include "common/http/server.h"
#include "common/log/log.h"

namespace service {

// How every program reads its configuration: the common sections, the secrets from the environment,
// and one report of all that is wrong. Use: take what the program needs, then `finish`.
class Startup {
  public:
    // `name` is the program's, as in log lines and in the broker's list of connections.
    Startup(std::string name, const std::string& config_path);

    // The program's own section; empty where the file could not be read.
    config::Section section(const char* section) { return document_.section(section); }
    [[nodiscard]] bool has_section(const char* section) const {
        return document_.has_section(section);
    }
    void ignore_section(const char* section) { document_.ignore_section(section); }
    amqp::LinkConfig link();
    db::DatabaseConfig database();
    http::ServerConfig http();

    // Starts the log. Where anything was wrong: says all of it on standard error and ends the
    // process with exit code 2; with `only_check` ends it with 0 where nothing was.
    void finish(bool only_check);
    // The same in two steps, for a program that tells what is wrong in a way of its own: all of it,
    // and, where there is nothing, the start of the log.
    [[nodiscard]] std::vector<std::string> problems();
    void begin();

    // For problems found later, such as in an option.
    void problem(std::string what) { problems_.push_back(std::move(what)); }

    // Takes a secret from the environment; a problem where it is not set.
    void secret(const char* variable, std::string& to);

  private:
    std::string name_;
    std::vector<std::string> problems_;
    config::Document document_;
    logging::Level level_ = logging::Level::Info;
};

}  // namespace service
