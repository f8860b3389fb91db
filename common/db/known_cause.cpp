#include "common/db/known_cause.h"

namespace db {

std::string no_tables() { return "the database lacks tables of Backstop: run backstopctl migrate"; }

std::string known_cause(unsigned native_code, std::string_view message) {
    constexpr unsigned kNoTable = 1146;
    constexpr unsigned kNoColumn = 1054;
    if (native_code == kNoTable) return no_tables();
    if (native_code == kNoColumn) {
        return "the database's tables are of another version: run backstopctl migrate (" +
               std::string{message} + ")";
    }
    return {};
}

}  // namespace db
