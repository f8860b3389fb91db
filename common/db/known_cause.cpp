#include "common/db/known_cause.h"

namespace db {

std::string no_tables() { return "the database lacks tables of Backstop: run backstopctl migrate"; }

std::string known_cause(unsigned native_code, std::string_view message) {
    constexpr unsigned kNoTable = 1146;
    constexpr unsigned kNoColumn = 1054;
    constexpr unsigned kTooManyConnections = 1040;
    constexpr unsigned kReadOnly = 1290;
    constexpr unsigned kReadOnlyNow = 1836;
    if (native_code == kNoTable) return no_tables();
    if (native_code == kNoColumn) {
        return "the database's tables are of another version: run backstopctl migrate (" +
               std::string{message} + ")";
    }
    if (native_code == kTooManyConnections) {
        return "the database answers, and all its connections are taken: raise max_connections, "
               "or end those that nobody needs (SHOW PROCESSLIST)";
    }
    if (native_code == kReadOnly || native_code == kReadOnlyNow) {
        return "the database answers, and takes no writes: it is a replica, or is being promoted "
               "(" +
               std::string{message} + ")";
    }
    return {};
}

}  // namespace db
