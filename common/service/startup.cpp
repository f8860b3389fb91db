#include "common/service/startup.h"

#include <arpa/inet.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "common/amqp/read_link_config.h"
#include "common/config/secret.h"

namespace service {
namespace {

config::Document load(const std::string& path, std::vector<std::string>& problems) {
    auto loaded = config::Document::load(path);
    if (loaded.ok()) return std::move(loaded).value();
    problems.push_back(loaded.error().what);
    return std::move(config::Document::parse("", path)).value();
}

// Batches of some hundred KB come and go all the time. By default the C library maps such blocks
// afresh and gives them back, and clearing their pages took a fifth of the decoder's time.
void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

bool is_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

}  // namespace

Startup::Startup(std::string name, const std::string& config_path)
    : name_{std::move(name)}, document_{load(config_path, problems_)} {}

void Startup::secret(const char* variable, std::string& to) {
    auto value = config::secret(variable);
    if (!value.ok()) return problem(value.error().what);
    to = std::move(value).value();
}

amqp::LinkConfig Startup::link() {
    auto section = document_.section("amqp");
    amqp::LinkConfig link = amqp::link_config(section, "backstop-" + name_);
    secret(amqp::kPasswordVariable, link.password);
    return link;
}

db::DatabaseConfig Startup::database() {
    auto section = document_.section("database");
    db::DatabaseConfig database = db::database_config(section);
    secret(db::kPasswordVariable, database.password);
    return database;
}

http::ServerConfig Startup::http() {
    auto section = document_.section("http");
    http::ServerConfig http;
    http.address = section.text("address", http.address);
    if (!is_address(http.address)) section.reject("address", "must be an IPv4 or IPv6 address");
    http.port = static_cast<int>(section.integer("port", http.port, 0, 65'535));
    http.port_file = section.text("port_file", http.port_file);
    http.hosts = section.texts("hosts", {});
    for (const std::string& host : http.hosts) {
        const bool plain = std::ranges::all_of(host, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                   c == ':';
        });
        if (host.empty() || !plain) {
            section.reject("hosts", "must be names or addresses in lower case, without ports");
        }
    }
    return http;
}

std::vector<std::string> Startup::problems() {
    auto section = document_.section("log");
    const auto level = logging::parse_level(section.text("level", "info"));
    if (level) level_ = *level;
    if (!level) section.reject("level", "must be debug, info, warn or error");
    for (std::string& found : document_.problems()) problem(std::move(found));
    return std::exchange(problems_, {});
}

void Startup::begin() {
    keep_freed_memory();
    logging::start(name_, level_);
}

void Startup::finish(bool only_check) {
    const std::vector<std::string> found = problems();
    for (const std::string& one : found) std::fprintf(stderr, "%s\n", one.c_str());
    if (!found.empty()) std::exit(2);
    if (only_check) std::exit(0);
    begin();
}

}  // namespace service
