#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "common/log/field.h"

// Log lines: one JSON object a line on standard error. Every function may be called from any thread
// and never throws; a line that cannot be written within 0.1 s is lost and counted, the service
// goes on. (The namespace is not `log`: that is a C function.)
namespace logging {

enum class Level { Debug, Info, Warn, Error };

// "debug", "info", "warn" or "error"; anything else is nullopt.
std::optional<Level> parse_level(std::string_view text) noexcept;

// Names the service in every line and sets the lowest level that is written. Call it first thing in
// `main`, before other threads exist. Without it lines are written too, from Info up, for the
// service "unnamed".
void start(std::string_view service, Level level) noexcept;
// From now on no line is written: a command says itself what its caller has to know, and its
// standard error is for people.
void silence() noexcept;

// `message` is a constant sentence without values; values go into fields, so that lines can be
// searched:
//     logging::info("connected", {{"host", host}, {"attempt", attempt}});
// Message and texts are cut at kTextBytesMax. Secrets never go into a line.
using Fields = std::initializer_list<Field>;
void debug(std::string_view message, Fields fields = {}) noexcept;
void info(std::string_view message, Fields fields = {}) noexcept;
void warn(std::string_view message, Fields fields = {}) noexcept;
void error(std::string_view message, Fields fields = {}) noexcept;

}  // namespace logging
