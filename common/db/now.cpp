#include "common/db/now.h"

#include <string>

#include "common/db/columns.h"

namespace db {

base::Result<int64_t> read_now_us(Session& session) {
    const auto rows = session.query("SELECT CAST(" + std::string{kNowUs} + " AS SIGNED)");
    if (!rows.ok()) return rows.error();
    return Columns{rows.value().at(0)}.integer();
}

}  // namespace db
