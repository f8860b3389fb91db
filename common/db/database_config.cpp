#include "common/db/database_config.h"

namespace db {

DatabaseConfig database_config(config::Section& section) {
    DatabaseConfig config;
    config.host = section.text("host", config.host);
    config.port = static_cast<int>(section.integer("port", config.port, 1, 65'535));
    config.name = section.text("name", config.name);
    config.user = section.text("user", config.user);
    return config;
}

}  // namespace db
