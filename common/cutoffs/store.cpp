#include "common/cutoffs/store.h"

#include <limits>
#include <string>

#include "common/db/columns.h"
#include "common/db/now.h"

namespace cutoffs {

using base::Errc;
using base::Error;
using base::Result;

Result<std::vector<Line>> read_lines(db::Session& session, uint32_t day) {
    const auto rows = session.query(
        "SELECT 0,exchange+0,segment+0,product+0,at_s,closes_s FROM cutoffs UNION ALL "
        "SELECT 1,exchange+0,segment+0,product+0,at_s,closes_s FROM cutoff_days WHERE day=" +
        std::to_string(day));
    if (!rows.ok()) return rows.error();
    std::vector<Line> lines;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        Line& line = lines.emplace_back();
        line.of_day = columns.flag();
        line.market.exchange = columns.choice<events::Exchange>();
        line.market.segment = columns.choice<events::Segment>();
        line.market.product = columns.choice<events::Product>();
        line.hours.at_s = columns.integer();
        line.hours.closes_s = columns.integer();
    }
    return lines;
}

Result<Moment> read_moment(db::Session& session, int64_t utc_offset_s, uint32_t day) {
    const auto rows = session.query(
        "SELECT s.state='ACTIVE',s.epoch,s.since_us,COALESCE(d.day,0),COALESCE(d.opened_us,0),"
        "COALESCE(d.ends_us,0),EXISTS(SELECT 1 FROM cutoff_confirmations c WHERE c.day=d.day AND "
        "c.epoch=s.epoch)," +
        std::string{db::kNowUs} + " FROM site_state s LEFT JOIN trading_day d ON TRUE");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return Error{Errc::Fatal, "site_state: the row is missing"};
    db::Columns columns{rows.value().front()};
    Moment moment;
    moment.site_is_active = columns.flag();
    moment.epoch = columns.integer();
    moment.active_since_us = columns.integer();
    moment.day = columns.as<uint32_t>();
    moment.day_opened_us = columns.integer();
    moment.day_ends_us = columns.integer();
    moment.confirmed = columns.flag();
    moment.now_us = columns.integer();
    set_clock(moment, utc_offset_s);
    if (day != 0) {
        moment.day = moment.clock_day = day;
        moment.day_opened_us = 0;
        moment.day_ends_us = std::numeric_limits<int64_t>::max();
    }
    return moment;
}

}  // namespace cutoffs
