#include "common/notices/insert.h"

#include <doctest/doctest.h>

TEST_CASE("notices/insert: rows wait, and a repeated id changes nothing") {
    notices::Notice notice;
    notice.id = "exit:c-1:sms";
    notice.account = "AB1234";
    notice.channel = events::Channel::Sms;
    notice.urgent = true;
    notice.name_of_template = "exit_result";
    notice.language = notices::Language::Hindi;
    notice.created_us = 5;
    notice.expires_us = 9;
    notice.broadcast = "b-1";
    const std::vector<notices::Notice> all{notice};
    const std::vector<std::string> fields{R"({"why":"it's"})"};
    CHECK(notices::rows_of(all, fields).sql() ==
          "INSERT INTO notices (id,account,recipient,channel,urgent,template,language,fields,"
          "created_us,expires_us,changed_us,broadcast) VALUES "
          "('exit:c-1:sms','AB1234','',2,1,'exit_result',3,'{\\\"why\\\":\\\"it\\'s\\\"}',5,9,5,'b-"
          "1')"
          " ON DUPLICATE KEY UPDATE id=notices.id");
}
