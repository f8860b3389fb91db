#include "common/log/log.h"

#include <spdlog/logger.h>

#include <array>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/log/bounded_sink.h"
#include "common/log/json_line.h"

namespace logging {
namespace {

struct LevelName {
    Level level;
    std::string_view name;
    spdlog::level::level_enum library_level;
};

constexpr std::array<LevelName, 4> kLevels{{
    {Level::Debug, "debug", spdlog::level::debug},
    {Level::Info, "info", spdlog::level::info},
    {Level::Warn, "warn", spdlog::level::warn},
    {Level::Error, "error", spdlog::level::err},
}};

const LevelName& named(Level level) { return kLevels[static_cast<size_t>(level)]; }

// The one logger of the process. Made by the first call and never destroyed: threads may log until
// the very end.
struct Output {
    Output()
        : logger{"json", std::make_shared<BoundedSink>(
                             [this](uint64_t lines) { return lost_line(lines); })} {
        logger.set_error_handler([](const std::string&) {});  // nowhere left to say it
    }
    std::string lost_line(uint64_t lines) const {
        const Field lost{"lines", lines};
        return json_line({.time = base::wall_now(),
                          .level = named(Level::Warn).name,
                          .service = service,
                          .message = "log lines were lost: nobody read them",
                          .fields = {&lost, 1}});
    }
    spdlog::logger logger;
    std::string service = "unnamed";
};

Output& output() {
    static auto* const output = new Output;
    return *output;
}

void write(Level level, std::string_view message, Fields fields) noexcept {
    try {
        Output& out = output();
        const LevelName& name = named(level);
        if (!out.logger.should_log(name.library_level)) return;
        const std::string line = json_line({.time = base::wall_now(),
                                            .level = name.name,
                                            .service = out.service,
                                            .message = message,
                                            .fields = {fields.begin(), fields.size()}});
        // The type says "no format string": braces in the line are just braces.
        out.logger.log(name.library_level, spdlog::string_view_t{line});
    } catch (...) {  // out of memory: the line is lost, the service goes on
    }
}

}  // namespace

std::optional<Level> parse_level(std::string_view text) noexcept {
    for (const LevelName& level : kLevels) {
        if (level.name == text) return level.level;
    }
    return std::nullopt;
}

void start(std::string_view service, Level level) noexcept {
    try {
        output().service = service;
        output().logger.set_level(named(level).library_level);
    } catch (...) {  // as above
    }
}

void silence() noexcept {
    try {
        output().logger.set_level(spdlog::level::off);
    } catch (...) {  // as above
    }
}

void debug(std::string_view message, Fields fields) noexcept {
    write(Level::Debug, message, fields);
}
void info(std::string_view message, Fields fields) noexcept { write(Level::Info, message, fields); }
void warn(std::string_view message, Fields fields) noexcept { write(Level::Warn, message, fields); }
void error(std::string_view message, Fields fields) noexcept {
    write(Level::Error, message, fields);
}

}  // namespace logging
